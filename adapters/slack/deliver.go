package slack

import (
	"context"
	"fmt"
	"slices"

	"github.com/slack-go/slack"

	"pacer/bot/chat"
)

// reaction is the JSON of an acknowledgement that carries something: a message
// to a command, or what becomes of a modal.
type reaction struct {
	ResponseType string            `json:"response_type,omitempty"`
	Text         string            `json:"text,omitempty"`
	Blocks       *slack.Blocks     `json:"blocks,omitempty"`
	Action       string            `json:"response_action,omitempty"`
	Errors       map[string]string `json:"errors,omitempty"` // by block_id
}

// privately is a message in the acknowledgement of a command.
func privately(r rendering) reaction {
	re := reaction{ResponseType: slack.ResponseTypeEphemeral, Text: r.text}
	if len(r.blocks) > 0 {
		re.Blocks = &slack.Blocks{BlockSet: r.blocks}
	}
	return re
}

// deliver acknowledges what somebody did, which has been committed, and shows
// the answer, if there is one: in the acknowledgement, in the place of what was
// pressed, or as a message of its own. answer.Delivered is called once.
func (a *Adapter) deliver(ctx context.Context, in *incoming, answer *chat.Answer) {
	a.keepReply(in)
	a.homeChanged(in.team, in.ev.From.User)
	if answer == nil {
		a.acks(ctx, in, bare(in))
		return
	}
	answer.Delivered(a.carry(ctx, in, answer))
}

// bare is the acknowledgement that carries nothing. That of a modal closes it,
// and those it may stand upon.
func bare(in *incoming) any {
	if in.kind == kindSubmission {
		return reaction{Action: string(slack.RAClear)}
	}
	return nil
}

// acks acknowledges, and tells whether that went.
func (a *Adapter) acks(ctx context.Context, in *incoming, payload any) bool {
	err := in.ack(payload)
	if err != nil {
		a.Log.DebugContext(ctx, "acknowledge", "event", in.ev.ID, "error", err)
	}
	return err == nil
}

// carry shows an answer.
func (a *Adapter) carry(ctx context.Context, in *incoming, answer *chat.Answer) (chat.Receipt, error) {
	m := answer.Message
	var errs map[string]string
	if in.kind == kindSubmission {
		errs = onBlocks(in.view, answer.Errors)
	}
	switch {
	case len(errs) > 0:
		if a.acks(ctx, in, reaction{Action: string(slack.RAErrors), Errors: errs}) {
			return chat.Receipt{At: a.platformNow()}, nil
		}
	case in.kind == kindCommand && !in.direct && !slices.ContainsFunc(m.Parts, isPicture):
		if a.acks(ctx, in, privately(render(m, maxBlocks, noFile))) {
			return chat.Receipt{At: a.platformNow()}, nil
		}
	default:
		a.acks(ctx, in, bare(in))
	}
	in.line(ctx)
	if answer.Updates && (in.kind == kindPress || in.kind == kindSubmission) {
		if r, err, done := a.replace(ctx, in, m); done {
			return r, err
		}
	}
	return a.Send(ctx, in.ev.Conversation, m)
}

// isPicture tells parts whose rendering asks Slack, which an acknowledgement
// has no time for.
func isPicture(p chat.Part) bool { return p.Picture != nil }

// replace puts a message in the place of the one that was pressed, or that
// opened the form: at the address that came with the press, since chat.update
// takes fifty a minute from all of a workspace. It is not done when there is
// nothing to replace.
func (a *Adapter) replace(ctx context.Context, in *incoming, m chat.Message) (r chat.Receipt, err error, done bool) {
	pressed := a.pressed(in)
	if to := in.ev.Conversation; pressed.ts == "" || to.Channel != "" && to.User != "" && !pressed.ephemeral {
		return chat.Receipt{}, nil, false // what is for one person never stands where others read
	}
	api, err := a.api(ctx, in.team)
	if err != nil {
		return chat.Receipt{}, report(err, false), true
	}
	p := post{api: api, team: in.team, channel: pressed.channel, rendering: a.prepare(ctx, api, in.team, m)}
	if len(p.blocks) == 0 {
		return chat.Receipt{}, &chat.DeliveryError{Retry: -1, Err: errNothing}, true
	}
	if pressed.url != "" {
		if err = a.respond(ctx, pressed.url, "", p.rendering, inPlace); err == nil {
			a.homeChanged(in.team, in.ev.From.User)
			r := chat.Receipt{At: a.platformNow()}
			if !pressed.ephemeral {
				r.Ref = pressed.channel + " " + pressed.ts
			}
			return r, nil, true
		}
		a.Log.DebugContext(ctx, "replace what was pressed", "event", in.ev.ID, "error", withoutAddress(err))
	}
	if pressed.ephemeral {
		return chat.Receipt{}, nil, false
	}
	r, err = a.edit(ctx, p, pressed.ts)
	if verdicts[codeOf(err)] == never {
		return chat.Receipt{}, nil, false // deleted, or too old
	}
	return r, report(err, false), true
}

// pressed is the message that was pressed, or that opened the form, with an
// address at which it can be replaced, if there is one. What was pressed last in
// the conversation may be another one: a form stays open for as long as its
// owner likes.
func (a *Adapter) pressed(in *incoming) reply {
	pressed := reply{channel: in.channel, ts: in.ts, ephemeral: in.ephemeral}
	if in.kind == kindSubmission {
		data, _ := dataOf(in.view)
		pressed = reply{channel: data.Channel, ts: data.TS, ephemeral: data.Ephemeral}
	} else if a.mayAnswerAt(in.response) {
		pressed.url = in.response
	}
	key := in.ev.Conversation.Key()
	if last, ok := a.show.replies.get(key); ok && last.channel == pressed.channel && last.ts == pressed.ts {
		if last, ok = a.takeReply(key); ok {
			pressed.url = last.url
		}
	}
	return pressed
}

// tell says one line to who did something, because it failed, was too slow, or
// could not be opened. It is in no outbox: it is lost if it does not arrive.
func (a *Adapter) tell(ctx context.Context, in *incoming, line chat.Markdown) {
	a.keepReply(in)
	shown := render(chat.Text(line), maxBlocks, noFile)
	switch in.kind {
	case kindCommand:
		if a.acks(ctx, in, privately(shown)) {
			return
		}
	case kindSubmission:
		if a.acks(ctx, in, stays(in.view, chat.Plain(line))) {
			return
		}
	default:
		a.acks(ctx, in, nil)
	}
	if err := a.whisper(ctx, in, shown); err != nil {
		a.Log.WarnContext(ctx, "say a line that is not kept", "event", in.ev.ID, "error", withoutAddress(err))
	}
}

// stays keeps a modal open with a sentence in it; one without a field to say it
// under is closed.
func stays(view slack.View, sentence string) reaction {
	errs := onBlocks(view, map[string]string{"": sentence})
	if len(errs) == 0 {
		return reaction{Action: string(slack.RAClear)}
	}
	return reaction{Action: string(slack.RAErrors), Errors: errs}
}

// whisper shows a line to who did something, where it was done.
func (a *Adapter) whisper(ctx context.Context, in *incoming, shown rendering) error {
	if last, ok := a.takeReply(in.ev.Conversation.Key()); ok {
		if err := a.respond(ctx, last.url, in.thread, shown, beside); err == nil {
			return nil
		}
	}
	api, err := a.api(ctx, in.team)
	if err != nil {
		return err
	}
	channel, thread := in.channel, in.thread
	if channel == "" {
		if channel, err = a.directChannel(ctx, in.team, in.ev.From.User); err != nil {
			return err
		}
		thread = ""
	}
	options := []slack.MsgOption{slack.MsgOptionText(shown.text, false), slack.MsgOptionBlocks(shown.blocks...)}
	if thread != "" {
		options = append(options, slack.MsgOptionTS(thread))
	}
	return a.show.gates.pass(ctx, in.team+" chat.postEphemeral", a.Now, func(ctx context.Context) error {
		if _, err := api.PostEphemeralContext(ctx, channel, in.ev.From.User, options...); err != nil {
			return fmt.Errorf("slack chat.postEphemeral: %w", err)
		}
		return nil
	})
}
