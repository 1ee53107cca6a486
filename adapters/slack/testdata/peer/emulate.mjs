// A Slack in memory that we did not write (npm emulate), for a test that
// speaks to its Web API as Slack's clients do. The first line of stdout says
// where it is; it ends with its stdin.
import { createEmulator } from 'emulate'

const { port, base, redirect, scopes } = JSON.parse(process.argv[2])
const emulator = await createEmulator({
  service: 'slack',
  port,
  baseUrl: base ?? `http://127.0.0.1:${port}`,
  seed: {
    slack: {
      strict_scopes: true,
      users: [
        { name: 'rivera', real_name: 'Ms Rivera', email: 'rivera@example.org' },
        { name: 'sam', real_name: 'Sam', email: 'sam@example.org' },
        { name: 'ana', real_name: 'Ana', email: 'ana@example.org' },
      ],
      channels: [{ name: 'study', topic: 'practice' }],
      bots: [{ name: 'pacer' }],
      tokens: [
        { token: 'xoxb-peer', type: 'bot', user: 'pacer', scopes },
        { token: 'xoxp-rivera', type: 'user', user: 'rivera' },
        { token: 'xoxp-sam', type: 'user', user: 'sam' },
        { token: 'xoxp-ana', type: 'user', user: 'ana' },
      ],
      oauth_apps: [
        { client_id: '1.2', client_secret: 'peer-client-secret', app_id: 'A000000001', name: 'Pacer', redirect_uris: [redirect], scopes },
      ],
    },
  },
})
process.stdout.write(JSON.stringify({ url: emulator.url }) + '\n')
process.stdin.on('end', async () => {
  await emulator.close()
  process.exit(0)
})
process.stdin.resume()
