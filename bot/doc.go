// Package bot is the conversation. An event comes in; in one transaction the
// bot loads what the coach needs, lets it decide, saves what happened and puts
// what is to be said into the outbox; after the commit the event is
// acknowledged and the messages go out. Nothing of a conversation lives in
// memory, so a restart is invisible.
//
// What only asks, for a form, for what a command may be completed to, or for a
// person's page, is a read of one moment (chat.Reads): it checks the person as a
// turn does, and changes nothing. A form that comes back is an event like what
// is typed, and is graded, kept and answered the same way; what is wrong in it
// is said beside its fields. Where messages can be edited, what was pressed
// becomes what came of it.
//
// The bot owns the Store it needs and knows no platform: adapters hand it
// chat.Events and render chat.Messages. All that people read is in bot/say.
package bot
