/** Whether the process of this container answers: on its port, or, where it is a worker alone, on that of its figures. */
const { ROLES = 'web,worker', PORT = '5000', METRICS_PORT = '9464' } = process.env
const address = ROLES.includes('web')
  ? `http://127.0.0.1:${PORT}/health/live`
  : `http://127.0.0.1:${METRICS_PORT}/live`
const isWell = await fetch(address, { signal: AbortSignal.timeout(4_000) }).then(
  (answer) => answer.ok,
  () => false,
)
process.exit(isWell ? 0 : 1)
