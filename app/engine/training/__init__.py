"""How a network is trained, and how its losses are computed."""
