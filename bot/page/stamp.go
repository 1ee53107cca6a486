package page

import (
	"context"
	"encoding/hex"
	"fmt"
	"hash/fnv"
)

// Stamp changes when what the viewer's pages show may have changed: somebody
// answered, an alert came or went, a class was changed, a day began. It is cheap,
// and says nothing of what it is made from.
func (p *Pages) Stamp(ctx context.Context, who Viewer) (stamp string, err error) {
	err = p.look(ctx, who, func(v *visit) error {
		classes, err := v.taught()
		if err != nil {
			return err
		}
		end, err := v.End()
		if err != nil {
			return err
		}
		h := fnv.New128a()
		fmt.Fprintln(h, end, v.Today(), v.Me.Settings, v.Me.Goal, v.Me.Class)
		for _, c := range classes {
			fmt.Fprintln(h, c)
			open, err := v.Alerts(c.ID)
			if err != nil {
				return err
			}
			for i := range open {
				fmt.Fprintln(h, open[i].ID, open[i].State, open[i].Seen, open[i].Acted, open[i].Pinged)
			}
			given, err := v.Visitor.Assignments(c.ID)
			if err != nil {
				return err
			}
			groups, err := v.Visitor.Groups(c.ID)
			if err != nil {
				return err
			}
			fmt.Fprintln(h, len(given), len(groups))
		}
		stamp = hex.EncodeToString(h.Sum(nil))
		return nil
	})
	return stamp, err
}
