package discord

import "pacer/bot/chat"

// readable is how long a caption may be to be read whole on a phone: Discord
// takes 80, and shows on a narrow screen what fits one line. A longer label
// stands in the text, where nothing is cut off, and its button has the letter.
const readable = 38

// begun is how many messages a second the coach may begin in one guild. The
// limit of all requests is fifty a second, and people who wait go first.
const begun = globalPerSecond / 5

// minAge is the youngest that Discord takes; in some countries it is more.
// https://discord.com/terms
const minAge = 13

// Capabilities implements chat.Adapter.
func (a *Adapter) Capabilities() chat.Capabilities {
	return chat.Capabilities{
		MaxText:     maxContent,
		MaxChoices:  maxRows * maxRowButtons,
		MaxLabel:    readable,
		MaxFields:   maxModalFields,
		CanEdit:     true,
		CanThread:   true,
		HasForms:    true,
		HasPictures: true,
		MaxGather:   maxGather,
		Begun:       begun,
		MinAge:      minAge,
		Count:       count,

		DirectAnywhere: true,
	}
}

// count measures Markdown as it will be sent. What is only space, as between
// two paragraphs, counts as it is.
func count(s string) int {
	if isBare(s) {
		return len(s)
	}
	return chat.UTF16(markdown(chat.Markdown(s)))
}

// isBare tells texts that are sent as they are, as most captions are: letters,
// digits and spaces, not beginning with a number that could begin a list.
func isBare(s string) bool {
	for i := range len(s) {
		switch c := s[i]; {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c == '\n':
		case c == ' ', c >= '0' && c <= '9', c == ',', c == '\'', c == '?':
		default:
			return false
		}
	}
	return true
}
