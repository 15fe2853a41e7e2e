// The document says that the API is at "/"; behind a proxy with a path prefix it is where this script comes from.
const root = new URL("..", document.currentScript.src);

fetch(new URL("openapi.json", root))
  .then((answer) => answer.json())
  .then((spec) => {
    spec.servers = [{ url: root.pathname === "/" ? "/" : root.pathname.slice(0, -1) }];
    window.ui = SwaggerUIBundle({
      spec,
      dom_id: "#swagger-ui",
      deepLinking: true,
      displayRequestDuration: true,
      validatorUrl: null,
    });
  });
