package slack

import (
	"strings"
	"unicode"

	"github.com/rivo/uniseg"

	"pacer/bot/chat"
)

// What Slack takes. It answers "ok" to some blocks beyond these limits and
// shows nothing of them, so nothing may be sent that is not within.
const (
	// https://docs.slack.dev/reference/block-kit/blocks
	maxBlocks     = 50  // of a message
	maxViewBlocks = 100 // of a modal, of a Home tab
	maxBlockID    = 255

	// https://docs.slack.dev/reference/block-kit/composition-objects/text-object
	maxSection = 3000 // of the text of a section; of any other text without a limit of its own

	// https://docs.slack.dev/reference/block-kit/blocks/actions-block
	maxActions = 25
	// https://docs.slack.dev/reference/block-kit/blocks/context-block
	maxContext = 10
	// https://docs.slack.dev/reference/block-kit/blocks/image-block
	maxAlt = 2000
	// https://docs.slack.dev/reference/block-kit/blocks/input-block
	maxInputLabel = 2000
	maxInputHint  = 2000

	// https://docs.slack.dev/reference/block-kit/block-elements/button-element
	maxCaption  = 75
	maxValue    = 2000
	maxActionID = 255

	// https://docs.slack.dev/reference/block-kit/composition-objects/option-object
	maxOption      = 75
	maxOptionValue = 150
	// https://docs.slack.dev/reference/block-kit/block-elements/select-menu-element
	maxOptions = 100
	// https://docs.slack.dev/reference/block-kit/block-elements/radio-button-group-element
	maxRadio = 10 // and of checkboxes

	// https://docs.slack.dev/reference/block-kit/block-elements/plain-text-input-element
	maxTyped = 3000

	// https://docs.slack.dev/reference/views
	maxTitle    = 24 // of a modal, and of the captions of its two buttons
	maxMetadata = 3000
	maxCallback = 255

	// https://docs.slack.dev/reference/methods/chat.update: longer ones are
	// refused there, and posted ones begin to be cut.
	maxFallback = 4000
)

// isBlank tells text in which there is nothing to see: Slack refuses it, or
// shows a button that nobody can read.
func isBlank(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return !unicode.IsSpace(r) && !unicode.Is(unicode.Cf, r) })
}

// shorten escapes text and cuts it so that no more than limit is sent, with an
// ellipsis where something is missing: between words where that leaves most of
// it, never within a character or an entity.
func shorten(plain string, limit int) string {
	escaped := escape(plain)
	if chat.UTF16(escaped) <= limit {
		return escaped
	}
	const ellipsis = "…"
	used, end, space := len([]rune(ellipsis)), 0, 0
	rest, state := plain, -1
	for rest != "" {
		var cluster string
		cluster, rest, _, state = uniseg.FirstGraphemeClusterInString(rest, state)
		if used += chat.UTF16(escape(cluster)); used > limit {
			break
		}
		if strings.TrimSpace(cluster) == "" {
			space = end
		}
		end += len(cluster)
	}
	if space > end*2/3 {
		end = space
	}
	return escape(strings.TrimRightFunc(plain[:end], unicode.IsSpace)) + ellipsis
}
