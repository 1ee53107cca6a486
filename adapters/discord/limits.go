package discord

import (
	"unicode/utf16"

	"pacer/bot/chat"
)

// What Discord takes, with the page that says so. Texts are measured in UTF-16
// units, which are never fewer than the characters Discord may count instead.
const (
	// https://discord.com/developers/docs/resources/message#create-message
	// The API's schema allows 4,000, which is for people who pay; a bot has 2,000.
	maxContent  = 2000
	maxNonce    = 25
	maxAttached = 10
	maxFileAlt  = 1024
	maxFileSize = 10 << 20 // bytes of all files of a message, where nobody pays

	// https://discord.com/developers/docs/components/reference
	maxRows        = 5
	maxRowButtons  = 5
	maxButtonLabel = 80
	maxCustomID    = 100
	maxOptions     = 25
	maxOptionLabel = 100 // and its value
	maxModalTitle  = 45
	maxModalFields = 5
	maxFieldLabel  = 45
	maxFieldHint   = 100 // a text input's placeholder, a Label's description
	maxFieldText   = 4000
	maxModalText   = 4000 // of the text displays in a modal

	// https://discord.com/developers/docs/resources/channel#start-thread-without-message
	maxThreadName = 100

	// https://discord.com/developers/docs/topics/rate-limits#global-rate-limit
	globalPerSecond = 50
	// https://discord.com/developers/docs/topics/rate-limits#invalid-request-limit-aka-cloudflare-bans
	// So many answers of 401, 403 or 429 in ten minutes, and the address is
	// shut out for a while, and every coach behind it.
	maxInvalid = 10_000
)

// cut shortens text to a limit; what was cut off shows as "…". It does not cut
// through a character, though it may before an accent that follows one.
func cut(s string, limit int) string {
	if chat.UTF16(s) <= limit {
		return s
	}
	n := chat.UTF16("…")
	for i, r := range s {
		if n += utf16.RuneLen(r); n > limit {
			return s[:i] + "…"
		}
	}
	return s
}
