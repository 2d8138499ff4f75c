/**
 * Starts Swagger UI on the API's own description. A file of its own, because the page's
 * Content-Security-Policy lets no inline script run.
 */

// The vendored bundle puts its one function on the global object.
const { SwaggerUIBundle } = /** @type {any} */ (globalThis);

SwaggerUIBundle({
  url: "/openapi.json",
  dom_id: "#swagger-ui",
  deepLinking: true,
  // No request to a validator elsewhere.
  validatorUrl: null,
  // Examples are long arrays: shown when asked for.
  defaultModelsExpandDepth: 0,
});
