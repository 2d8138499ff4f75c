"""What the map answers for each of its cells; ``app.wire.map_stream`` has the lines around them."""

from typing import Final

from app.engine.maps.records import MapCell

ANSWER: Final = MapCell
