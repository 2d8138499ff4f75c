"""What is measured of a network besides its loss, and a verdict in words on what was measured.

``readings`` holds the results alone and imports nothing of the engine, so that events can carry
them; nothing is imported here for the same reason.
"""
