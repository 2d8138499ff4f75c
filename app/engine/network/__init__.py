"""What a network is: products, activations, losses, blocks, layout and the pass of a batch."""
