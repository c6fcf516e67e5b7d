window.SwaggerUIBundle({
  url: '/api/v1/openapi.json',
  dom_id: '#docs',
  presets: [window.SwaggerUIBundle.presets.apis],
  deepLinking: true,
  displayOperationId: true,
  filter: true,
  persistAuthorization: true,
  tagsSorter: 'alpha',
  validatorUrl: null,
  withCredentials: true,
})
