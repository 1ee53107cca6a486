// Somebody else's Discord in memory (npm discord-digital-twin), which a test leads:
// a line of JSON comes in by stdin, its answer goes out by stdout.
import net from 'node:net'
import readline from 'node:readline'

// The twin listens on every interface; a test has no business there.
const listen = net.Server.prototype.listen
net.Server.prototype.listen = function (port, ...rest) {
  return typeof port === 'number' ? listen.call(this, port, '127.0.0.1', ...rest) : listen.call(this, port, ...rest)
}

const { DigitalDiscord } = await import('discord-digital-twin')

const twin = new DigitalDiscord({
  guild: { id: '1000000000000000001', name: 'Oak Club', ownerId: '2000000000000000001' },
  channels: [
    { id: '3000000000000000001', name: 'study', type: 0 },
    { id: '3000000000000000002', name: 'staff', type: 0 },
  ],
  users: [
    { id: '2000000000000000001', username: 'lead' },
    { id: '2000000000000000002', username: 'sam' },
    { id: '2000000000000000003', username: 'kim' },
  ],
  botUser: { id: '9000000000000000001', username: 'Pacer' },
  botToken: 'twin-token',
})
await twin.start()

const at = ({ channelId, user }) => twin.channel(channelId).user(user)
const operations = {
  slash: ({ channelId, user, ...command }) => at({ channelId, user }).runSlashCommand(command),
  click: ({ channelId, user, ...press }) => at({ channelId, user }).clickButton(press),
  select: ({ channelId, user, ...choice }) => at({ channelId, user }).selectMenu(choice),
  submit: ({ channelId, user, ...form }) => at({ channelId, user }).submitModal(form),
  say: ({ channelId, user, content }) => at({ channelId, user }).sendMessage({ content }),
  response: ({ interactionId }) => twin.prisma.interactionResponse.findUnique({ where: { interactionId } }),
  message: ({ messageId }) => twin.prisma.message.findUnique({ where: { id: messageId } }),
  messages: ({ channelId }) => twin.channel(channelId).getMessages(),
  threads: ({ channelId }) => twin.channel(channelId).getThreads(),
  commands: () => twin.prisma.applicationCommand.findMany(),
}

const write = (answer) => process.stdout.write(JSON.stringify(answer, (_, v) => (typeof v === 'bigint' ? String(v) : v)) + '\n')
write({ rest: twin.restUrl, gateway: twin.gatewayUrl, token: twin.botToken })

for await (const line of readline.createInterface({ input: process.stdin })) {
  const { op, ...args } = JSON.parse(line)
  try {
    write({ result: (await operations[op](args)) ?? null })
  } catch (error) {
    write({ error: String(error?.stack ?? error) })
  }
}
await twin.stop()
process.exit(0)
