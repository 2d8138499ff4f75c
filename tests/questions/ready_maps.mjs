/** Writes what the page asks the server for each of its ready maps; reads the catalog. */

import { readFileSync } from "node:fs";
import { READY_MAPS } from "../../static/js/looks/map/ready.js";
import { completeExperiment } from "../../static/js/state/experiment.js";
import { mapRequest } from "../../static/js/state/map_settings.js";

const catalog = JSON.parse(readFileSync(0, "utf8"));
const requests = READY_MAPS.map(({ name, base, map }) => [
  name,
  mapRequest(catalog, completeExperiment(catalog, base), 0, map),
]);
process.stdout.write(JSON.stringify(Object.fromEntries(requests)));
