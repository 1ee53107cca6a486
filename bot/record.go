package bot

import (
	"context"
	"slices"
	"strings"
	"sync"
	"time"

	"pacer/bot/chat"
	"pacer/bot/say"
	"pacer/coach/alert"
)

// Teachers say of alerts whether they were of use. A rule that hardly ever was is
// told less of, and the owners hear that once.

// records are how useful the rules were in a workspace, added up at most once in
// recordsFor: it takes hundreds of alerts, which is no work for a turn.
type records struct {
	mu   sync.Mutex
	at   time.Time
	rule map[alert.Rule]alert.Record
}

const (
	recordsFor  = 10 * time.Minute
	recordsBack = 400 // alerts looked back on
)

// useful is how useful each rule was of late.
func (b *Bot) useful(ctx context.Context, workspace string) (map[alert.Rule]alert.Record, error) {
	kept, _ := b.judged.LoadOrStore(workspace, new(records))
	k := kept.(*records)
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.rule != nil && b.Now().Sub(k.at) < recordsFor {
		return k.rule, nil
	}
	var ended []alert.Alert
	if err := b.Store.View(ctx, workspace, func(r Reader) (err error) {
		ended, err = r.EndedAlerts("", recordsBack)
		return err
	}); err != nil {
		return nil, err
	}
	k.rule, k.at = make(map[alert.Rule]alert.Record), b.Now()
	for _, rule := range alert.Rules() {
		k.rule[rule] = alert.RecordOf(rule, ended)
	}
	return k.rule, nil
}

// tellDemoted tells the owners, once, of rules that teachers have called useless
// so often that they are told of them less.
func (t *turn) tellDemoted() error {
	workspace, err := t.tx.Workspace()
	if err != nil {
		return err
	}
	var fresh []chat.Markdown
	demoted := slices.DeleteFunc(slices.Clone(workspace.Demoted), func(rule string) bool {
		return t.records[alert.Rule(rule)].Demotion() == 0 // it has come back
	})
	for _, rule := range alert.Rules() {
		if t.records[rule].Demotion() > 0 && !slices.Contains(demoted, string(rule)) {
			demoted = append(demoted, string(rule))
			fresh = append(fresh, t.sayRule(t.Printer, &alert.Alert{Rule: rule}))
		}
	}
	if slices.Equal(demoted, workspace.Demoted) {
		return nil
	}
	if len(fresh) > 0 {
		owners, err := t.owners()
		if err != nil {
			return err
		}
		told := false
		for i := range owners {
			if at, ok := t.opens(&owners[i]); !ok || at.After(t.now) {
				continue // the others are told, or all of them later
			}
			p := say.In(owners[i].Settings.Language)
			var list []string
			for _, f := range fresh {
				list = append(list, string(f))
			}
			if _, err := t.writeTo(&owners[i], chat.Text(p.Say("alert.demoted", say.Args{"Rules": chat.Markdown(strings.Join(list, t.Semicolon()))})), false); err != nil {
				return err
			}
			told = true
		}
		if !told {
			return nil
		}
	}
	workspace.Demoted = demoted
	return t.tx.PutWorkspace(workspace)
}
