// Package bot is the conversation. An event comes in; in one transaction the
// bot loads what the coach needs, lets it decide, saves what happened and puts
// what is to be said into the outbox; after the commit the event is
// acknowledged and the messages go out. Nothing of a conversation lives in
// memory, so a restart is invisible.
//
// The bot owns the Store it needs and knows no platform: adapters hand it
// chat.Events and render chat.Messages. All that people read is in bot/say.
package bot
