package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"

	"pacer/adapters/terminal"
	"pacer/bot"
	"pacer/bot/chat"
	"pacer/bot/outbox"
	"pacer/coach"
	"pacer/coach/course"
	"pacer/coach/course/formula"
	"pacer/storage"
	"pacer/storage/sqlite"
)

// A trial's school: one class, with a teacher who can be reached from the
// start, so that a newcomer sees what a teacher would get.
const (
	trialWorkspace = "try"
	trialClass     = "trial"
	trialTeacher   = "teacher" // person and account
	trialLearner   = "you"     // account, of Kim; the person comes about as any newcomer does
	trialPlace     = "local"   // the only place of the terminal
)

// trialHelp is what a trial says of where to turn in danger: nobody real reads
// it.
const trialHelp = "This is a trial, and nobody but you reads along. If it is serious, please turn to an adult near you now, or call the emergency number."

// trialKeyLeft is the key under which the database keeps the time a trial was
// left at.
const trialKeyLeft = "trial left at"

// trial is one run of `pacer try`.
type trial struct {
	program    *program
	file       string
	courses    []*course.Course // the class's, in order
	folder     courseFolder     // of the first one's pictures; empty: it has none
	chosen     string           // ID of the one asked for; empty: none was
	teacher    bool             // begin as the teacher
	known      bool             // the learner needs no introduction: practice begins at once
	seed       int64            // 0: every run is another
	zone       string
	isTerminal bool

	log      *slog.Logger
	clock    *trialClock
	store    *storage.Store
	bot      *bot.Bot
	terminal *terminal.Terminal
	sender   *outbox.Sender
	sent     *delivery
}

// run opens the database, talks until the input ends, and leaves nothing
// behind: what is owed is said, and the database is closed.
func (t *trial) run(ctx context.Context) (err error) {
	t.log = slog.New(slog.NewTextHandler(t.program.err, &slog.HandlerOptions{Level: slog.LevelError}))
	t.clock = newTrialClock(t.seed != 0)
	if holds(ctx, t.file, func(id string) bool { return id != trialWorkspace }) {
		return fmt.Errorf("%s is the database of a school or club, and a trial would write into it: name another file with --db FILE, or leave it out; nothing in it was changed", t.file)
	}
	t.store, err = sqlite.Open(ctx, t.file, storage.Options{Now: t.clock.now, Log: t.log.With("part", "storage"), Orphans: t.deliver})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, t.close()) }()
	left, err := t.leftAt(ctx)
	if err != nil {
		return err
	}
	t.clock.resume(left)
	if err := upToDate(ctx, t.store, t.log, t.clock.now); err != nil {
		return err
	}
	if err := t.build(ctx); err != nil {
		return err
	}
	return t.talk(ctx)
}

// close keeps the time and closes the database, within a bound.
func (t *trial) close() error {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	return errors.Join(t.keepTime(ctx), t.store.Close(ctx))
}

// leftAt is the time at which the last run was left; zero if there was none.
func (t *trial) leftAt(ctx context.Context) (time.Time, error) {
	s, err := t.store.Meta(ctx, trialKeyLeft)
	if coach.IsNotFound(err) {
		return time.Time{}, nil
	}
	if err != nil {
		return time.Time{}, err
	}
	return time.Parse(time.RFC3339Nano, s)
}

func (t *trial) keepTime(ctx context.Context) error {
	return t.store.PutMeta(ctx, trialKeyLeft, t.clock.now().UTC().Format(time.RFC3339Nano))
}

// build makes the parts and the trial's school.
func (t *trial) build(ctx context.Context) error {
	catalog, err := bot.NewCatalog(t.courses...)
	if err != nil {
		return err
	}
	if t.folder != "" {
		catalog.Keep(t.courses[0].ID, t.folder)
	}
	t.terminal = terminal.New(terminal.Options{
		In: t.program.in, Out: t.program.out,
		Account: t.account(t.first()), People: []chat.Account{t.account(trialLearner), t.account(trialTeacher)},
		Now: t.clock.now, Getenv: t.program.getenv, Log: t.log.With("part", "terminal"),
		Command: t.command, Settle: t.settle, Say: t.words(),
	})
	t.sent = newDelivery(t.terminal, t.clock)
	t.sender = outbox.NewSender(t.store, map[string]chat.Adapter{terminal.Name: t.sent},
		outbox.Options{Now: t.clock.now, Log: t.log.With("part", "outbox"), Fill: t.fill})
	o := bot.Options{
		Store: t.store, Courses: catalog,
		Platforms: map[string]chat.Capabilities{terminal.Name: t.terminal.Capabilities()},
		Deliver:   t.deliver, Busy: t.sender.Busy, Convert: convertSent(t.log.With("part", "convert")), Draw: formula.Formula.PNG,
		Now: t.clock.now, Log: t.log.With("part", "bot"), Newcomers: trialClass,
	}
	if t.seed != 0 {
		o.Random = seededReader(t.seed)
	}
	t.bot = bot.New(o)
	if err := noteMachine(ctx, t.store); err != nil {
		return err
	}
	if err := t.found(ctx); err != nil {
		return err
	}
	return t.bot.Publish(ctx, trialWorkspace)
}

// fill gives a message the bytes of its pictures.
func (t *trial) fill(ctx context.Context, workspace string, m chat.Message) chat.Message {
	return t.bot.Fill(ctx, workspace, m)
}

// found makes the trial's school, once, and binds the course that was asked for
// to its class. What the teacher did to the class's courses stands.
func (t *trial) found(ctx context.Context) error {
	if err := t.store.CreateWorkspace(ctx, coach.Workspace{ID: trialWorkspace, Name: "Trial", Zone: t.zone}); err != nil {
		return err
	}
	if err := t.store.Join(ctx, terminal.Name, trialPlace, trialWorkspace); err != nil {
		return err
	}
	_, err := t.store.Turn(ctx, trialWorkspace, "seed", t.people)
	if err == nil && t.known {
		_, err = t.store.Turn(ctx, trialWorkspace, "", t.introduce)
	}
	if err != nil && !errors.Is(err, bot.ErrSeen) {
		return err
	}
	_, err = t.store.Turn(ctx, trialWorkspace, "", func(tx bot.Tx) error {
		class, err := tx.Class(trialClass)
		if err != nil || t.chosen == "" || slices.Contains(class.Courses, t.chosen) {
			return err
		}
		class.Courses = append(class.Courses, t.chosen)
		return tx.PutClass(class)
	})
	return err
}

// people makes the class and its teacher, who is the owner and the safety
// contact as well. The teacher keeps no quiet hours: a trial at night shows a
// ping as one by day does.
func (t *trial) people(tx bot.Tx) error {
	now := t.clock.now().UTC()
	teacher := coach.Person{
		ID: trialTeacher, Name: t.account(trialTeacher).Name, Owner: true, Class: trialClass, Met: coach.StepDone,
		Settings: coach.Defaults(), Joined: now, Home: directTo(trialTeacher).Key(),
	}
	teacher.Settings.Zone = t.zone
	teacher.Settings.QuietFrom, teacher.Settings.QuietTo = 0, 0
	class := coach.Class{ID: trialClass, Name: "Trial class", Age: coach.Age13To17, Code: "TRIA-LLLL"}
	for _, c := range t.courses {
		class.Courses = append(class.Courses, c.ID)
	}
	for _, write := range []func() error{
		func() error { return tx.PutClass(class) },
		func() error {
			return tx.PutCode(coach.Code{Code: class.Code, Kind: coach.CodeClass, Subject: class.ID})
		},
		func() error { return tx.PutPerson(teacher) },
		func() error {
			return tx.PutAccount(coach.Account{Platform: terminal.Name, Place: trialPlace, User: trialTeacher, Person: teacher.ID})
		},
		func() error {
			return tx.PutMember(coach.Member{Class: class.ID, Person: teacher.ID, Role: coach.Teacher})
		},
		func() error {
			return tx.PutWorkspace(coach.Workspace{ID: trialWorkspace, Name: "Trial", Zone: t.zone, Help: trialHelp, Safety: teacher.ID})
		},
	} {
		if err := write(); err != nil {
			return err
		}
	}
	return nil
}

// introduce makes the learner somebody whom the coach has met.
func (t *trial) introduce(tx bot.Tx) error {
	learner := coach.Person{
		ID: trialLearner, Name: t.account(trialLearner).Name, Class: trialClass, Met: coach.StepDone,
		Settings: coach.Defaults(), Joined: t.clock.now().UTC(), Home: directTo(trialLearner).Key(),
	}
	learner.Settings.Zone = t.zone
	return errors.Join(
		tx.PutPerson(learner),
		tx.PutAccount(coach.Account{Platform: terminal.Name, Place: trialPlace, User: trialLearner, Person: learner.ID}),
		tx.PutMember(coach.Member{Class: trialClass, Person: learner.ID, Role: coach.Learner}),
	)
}

// first is the account that a run begins as.
func (t *trial) first() string {
	if t.teacher {
		return trialTeacher
	}
	return trialLearner
}

// account is one of the two that a trial begins with.
func (t *trial) account(user string) chat.Account {
	name := map[string]string{trialLearner: "Kim", trialTeacher: "Teacher"}[user]
	return chat.Account{User: user, Name: name, Zone: t.zone}
}

// directTo are the direct messages with an account.
func directTo(user string) chat.Conversation {
	return chat.Conversation{Platform: terminal.Name, Place: trialPlace, User: user}
}

// talk greets and handles lines until the input ends.
func (t *trial) talk(ctx context.Context) error {
	if err := t.banner(); err != nil {
		return err
	}
	// Sending ends after talking: what a last line owes is still said.
	sending, stopSending := context.WithCancel(context.WithoutCancel(ctx))
	defer stopSending()
	var all errgroup.Group
	all.Go(func() error { return t.sender.Run(sending) })
	all.Go(func() error {
		defer stopSending()
		if err := t.leftOver(ctx); err != nil {
			return err
		}
		if err := t.greet(ctx); err != nil {
			return err
		}
		return t.listen(ctx)
	})
	return all.Wait()
}

// listen handles lines until the input ends. Where a person sits there, what
// comes due meanwhile happens by itself; through a pipe it happens after each
// line, so that the same lines make the same text.
func (t *trial) listen(ctx context.Context) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	var all errgroup.Group
	if t.isTerminal {
		all.Go(func() error { return t.bot.Run(ctx) })
	}
	all.Go(func() error {
		defer stop()
		return t.terminal.Run(ctx, t.handle)
	})
	return all.Wait()
}

// handle is the bot's Handle on the trial's clock.
func (t *trial) handle(ctx context.Context, ev chat.Event) (*chat.Answer, error) {
	t.clock.line()
	if now := t.clock.now().UTC(); now.After(ev.At) {
		ev.At = now
	}
	answer, err := t.bot.Handle(ctx, ev)
	return t.sent.answered(answer), err
}

// banner is the first thing on the screen.
func (t *trial) banner() error {
	_, err := fmt.Fprintf(t.program.out, "Pacer %s, your learning coach. Answer by typing; help shows what else you can say.\n%s\n\n", version,
		"(/as teacher: the other side · /later 3d: move the clock on · /quit: leave)")
	return err
}

// greet makes the coach speak first: it is told of someone who opens the door.
// As a command, so that no open question takes it for its answer. Whoever has
// a question open sees it again.
func (t *trial) greet(ctx context.Context) error {
	if !t.isTerminal {
		if err := t.bot.Tick(ctx); err != nil {
			return err
		}
	}
	word := "hello"
	switch isNew, err := t.isNew(ctx, t.first()); {
	case err != nil:
		return err
	case t.teacher:
		word = "class"
	case t.chosen != "" && !isNew:
		word = "practice " + t.chosen
	}
	to := directTo(t.first())
	answer, err := t.handle(ctx, chat.Event{
		ID: "door " + rand.Text(), Conversation: to, From: t.account(t.first()),
		At: t.clock.now().UTC(), Text: word, Command: true,
	})
	if err != nil {
		return err
	}
	if answer != nil {
		receipt, err := t.terminal.Send(ctx, to, answer.Message)
		answer.Delivered(receipt, err)
	}
	t.sent.wait(ctx)
	return nil
}

// isNew tells whether an account never spoke with the coach.
func (t *trial) isNew(ctx context.Context, user string) (isNew bool, err error) {
	err = t.store.View(ctx, trialWorkspace, func(r bot.Reader) error {
		_, err := r.Account(terminal.Name, user)
		if isNew = coach.IsNotFound(err); isNew {
			return nil
		}
		return err
	})
	return isNew, err
}

// words are the terminal's own sentences in this run.
func (t *trial) words() terminal.Words {
	w := trialWords()
	if t.known {
		w.Bye = "See you! Nothing of this was kept."
	}
	return w
}

// trialWords are the terminal's own sentences.
func trialWords() terminal.Words {
	return terminal.Words{
		Now:     "You speak as **%s** now.",
		Known:   "There are %s; any other name is a new learner.",
		Channel: "You are in **%s** now, where others read along. **/in** alone brings you back.",
		Direct:  "Back to direct messages.",
		Private: "(only you see this)",
		To:      "→ %s:",
		File:    "I find no file **%s** that I can read. Say **/file** and the path of one, like **/file capitals.csv**.",
		Cut:     "That was very long, so I took the beginning of it.",
		Failed:  "Something went wrong on my side, and what you said was not taken. Please say it again; if it keeps happening, **pacer verify --db** and the file looks for the cause.",
		Bye:     "See you! It is all kept; next time we go on from here.",
	}
}
