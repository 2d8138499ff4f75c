"""What all routes need of HTTP: reading bodies and addresses, sending answers, describing them."""
