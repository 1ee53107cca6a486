package page

import (
	"pacer/bot"
	"pacer/bot/chat"
	"pacer/coach"
)

// Supports is what practice is fitted with for somebody: on their own page, and
// for the teachers of their classes; on no other.
type Supports struct {
	On    []bot.Supported // those that are on
	Press chat.Choice     // changes them; Label is empty where that cannot be done
}

// supports are those of a person, changed by what a press opens.
func (v *visit) supports(p *coach.Person, opens string) Supports {
	s := Supports{Press: chat.Choice{Label: v.Say("web.model.press.change"), Value: opens, Opens: true}}
	for _, one := range v.Visitor.Supports(p) {
		if one.IsOn {
			s.On = append(s.On, one)
		}
	}
	return s
}
