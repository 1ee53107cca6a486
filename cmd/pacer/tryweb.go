package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"golang.org/x/sync/errgroup"

	"pacer/adapters/web"
	"pacer/bot"
	"pacer/bot/chat"
	"pacer/bot/outbox"
	"pacer/bot/page"
	"pacer/cmd/pacer/demo"
	"pacer/coach"
	"pacer/coach/course"
	"pacer/coach/course/formula"
	"pacer/storage"
	"pacer/storage/sqlite"
)

// The two sides of `pacer try --web`: the same web, under two addresses, so that
// one browser is two people.
const (
	sideLearner = "/learner"
	sideTeacher = "/teacher"
)

// demoWeeks is for how long the made-up class has practised.
const demoWeeks = 3

// webTrial is one run of `pacer try --web`.
type webTrial struct {
	program *program
	courses []*course.Course
	file    string // of the database; empty: one that is gone afterwards
	listen  string
	seed    uint64
	zone    string

	log    *slog.Logger
	clock  *demo.Clock
	store  *storage.Store
	late   *late
	bot    *bot.Bot
	web    *web.Adapter
	sender *outbox.Sender
	class  *demo.Class
}

// run makes the class, serves both sides until ctx ends, and leaves nothing
// behind but a database that was asked for.
func (t *webTrial) run(ctx context.Context) (err error) {
	if t.file == "" {
		dir, err := os.MkdirTemp("", "pacer-try-")
		if err != nil {
			return fmt.Errorf("a folder for the trial cannot be made: %w; name a file with --db FILE", err)
		}
		defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
		t.file = filepath.Join(dir, "try.db")
	} else if _, err := os.Stat(t.file); err == nil {
		return fmt.Errorf("%s is there already, and --web makes a class of its own: name a file that is not there, or leave --db out", t.file)
	}
	t.log = slog.New(slog.NewTextHandler(t.program.err, &slog.HandlerOptions{Level: slog.LevelError}))
	zone := zoneOr(t.zone)
	t.clock = demo.NewClock(coach.DayOf(time.Now(), zone).Start(zone).AddDate(0, 0, -7*demoWeeks-1).Add(9*time.Hour), time.Now)
	t.store, err = sqlite.Open(ctx, t.file, storage.Options{
		Now: t.clock.Now, Log: t.log.With("part", "storage"), Orphans: func(rows []outbox.Row) { t.deliver(rows) },
		Changed: func(workspaces []string) {
			if t.web == nil {
				return
			}
			for _, w := range workspaces {
				t.web.Changed(w)
			}
		},
	})
	if err != nil {
		return err
	}
	defer func() {
		leaving, cancel := context.WithTimeout(context.WithoutCancel(ctx), leaveWithin)
		defer cancel()
		err = errors.Join(err, t.store.Close(leaving))
	}()
	listener, err := net.Listen("tcp", t.listen)
	if err != nil {
		return fmt.Errorf("%s: %w; name another address with --listen", t.listen, err)
	}
	defer func() {
		if e := listener.Close(); e != nil && !errors.Is(e, net.ErrClosed) {
			err = errors.Join(err, e)
		}
	}()
	if err := t.build(ctx, zone, "http://"+listener.Addr().String()+sideLearner); err != nil {
		return err
	}
	return t.serve(ctx, listener)
}

// build makes the parts, and the class with its weeks of practice. Door is where
// learners come in again with the code that their teacher makes for them.
func (t *webTrial) build(ctx context.Context, zone *time.Location, door string) error {
	catalog, err := bot.NewCatalog(t.courses...)
	if err != nil {
		return err
	}
	t.late = &late{}
	t.web = web.New(web.Options{
		Door: t.late, Reads: t.late, Models: t.late, Fill: t.late.fill,
		Visits: visits{t.store.Visits()}, Lines: lines{t.store.Lines()},
		Framed: true, Log: t.log.With("part", "web"), Now: t.clock.Now,
	})
	adapters := map[string]chat.Adapter{web.Name: t.web, demo.Platform: demo.Desk{Now: t.clock.Now}}
	capabilities := make(map[string]chat.Capabilities)
	for name, a := range adapters {
		capabilities[name] = a.Capabilities()
	}
	t.sender = outbox.NewSender(t.store, adapters, outbox.Options{Now: t.clock.Now, Log: t.log.With("part", "outbox"), Fill: func(ctx context.Context, workspace string, m chat.Message) chat.Message {
		return t.bot.Fill(ctx, workspace, m)
	}})
	t.bot = bot.New(bot.Options{
		Store: t.store, Courses: catalog, Platforms: capabilities, Deliver: func(rows []outbox.Row) { t.deliver(rows) }, Busy: t.sender.Busy,
		Convert: convertSent(t.log.With("part", "convert")), Draw: formula.Formula.PNG, PageURL: door,
		Now: t.clock.Now, Log: t.log.With("part", "bot"),
	})
	t.late.Bot, t.late.Pages = t.bot, page.New(t.bot)
	if err := noteMachine(ctx, t.store); err != nil {
		return err
	}
	w := coach.Workspace{ID: trialWorkspace, Name: "Trial", Zone: zone.String(), Help: trialHelp}
	if err := t.store.CreateWorkspace(ctx, w); err != nil {
		return err
	}
	if err := t.store.Join(ctx, demo.Platform, trialWorkspace, trialWorkspace); err != nil {
		return err
	}
	if err := t.bot.Publish(ctx, trialWorkspace); err != nil {
		return err
	}
	code, err := newOwnerCode(ctx, t.store, trialWorkspace, t.clock.Now())
	if err != nil {
		return err
	}
	t.class = demo.New(demo.Options{
		Bot: t.bot, Workspace: trialWorkspace, Course: t.courses[0].ID, Zone: zone, Clock: t.clock, OwnerCode: code.Code, Seed: t.seed,
		View: func(ctx context.Context, fn func(bot.Reader) error) error {
			return t.store.View(ctx, trialWorkspace, fn)
		},
	})
	fmt.Fprintln(t.program.out, "A class of made-up learners practises for some weeks first. One moment …")
	if err := t.class.Found(ctx); err != nil {
		return err
	}
	if err := t.class.Practise(ctx, demoWeeks); err != nil {
		return err
	}
	if err := t.class.Enter(ctx); err != nil {
		return err
	}
	// Who learns keeps no quiet hours, as who teaches keeps none: a trial at night
	// shows what one by day does.
	_, err = t.store.Turn(ctx, trialWorkspace, "", func(tx bot.Tx) error {
		p, err := tx.Person(t.class.Learner.Person)
		if err != nil {
			return err
		}
		p.Settings.QuietFrom, p.Settings.QuietTo = 0, 0
		return tx.PutPerson(p)
	})
	return err
}

// deliver sends messages: while the clock is moved at once, in its order, and
// later as ever.
func (t *webTrial) deliver(rows []outbox.Row) {
	if !t.clock.IsMoved() {
		t.sender.Deliver(rows)
		return
	}
	ctx := context.Background()
	for _, r := range rows {
		receipt := chat.Receipt{Ref: r.ID, At: t.clock.Now().UTC()}
		if r.To.Platform == web.Name {
			var err error
			if receipt, err = t.web.Send(ctx, r.To, t.bot.Fill(ctx, r.Workspace, r.Message)); err != nil {
				t.log.Error("a message was not shown", "error", err)
			}
		}
		t.store.Mark(outbox.Mark{Workspace: r.Workspace, ID: r.ID, State: outbox.Sent, Attempts: 1, Receipt: receipt})
	}
}

// serve runs both sides, and the class, until ctx ends.
func (t *webTrial) serve(ctx context.Context, listener net.Listener) error {
	mux := http.NewServeMux()
	mux.Handle(sideLearner+"/", http.StripPrefix(sideLearner, t.web.At(sideLearner)))
	mux.Handle(sideTeacher+"/", http.StripPrefix(sideTeacher, t.web.At(sideTeacher)))
	mux.Handle("GET /{$}", t.web.Both(
		web.Side{Base: sideLearner, Title: demo.LearnerName, Entry: t.class.Learner},
		web.Side{Base: sideTeacher, Title: demo.TeacherName, Entry: t.class.Teacher},
	))
	serving := &http.Server{Handler: mux, ReadHeaderTimeout: webHeaderWithin, ReadTimeout: webReadWithin, WriteTimeout: webWriteWithin, IdleTimeout: webIdle, MaxHeaderBytes: webMaxHeader}
	parts, intake := errgroup.WithContext(ctx)
	parts.Go(func() error { return t.web.Run(intake, t.bot.Handle) })
	parts.Go(func() error { return t.bot.Run(intake) })
	parts.Go(func() error { return t.class.Run(intake) })
	parts.Go(func() error {
		if err := serving.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			return err
		}
		return nil
	})
	parts.Go(func() error {
		<-intake.Done()
		leaving, cancel := context.WithTimeout(context.WithoutCancel(ctx), webLeaveWithin)
		defer cancel()
		return serving.Shutdown(leaving)
	})
	sending, stopSending := context.WithCancel(context.WithoutCancel(ctx))
	defer stopSending()
	sent := make(chan error, 1)
	go func() { sent <- t.sender.Run(sending) }()
	_, err := fmt.Fprintf(t.program.out, "Open http://%s/ in a browser: on the left you learn as %s, on the right you teach as %s. Ctrl-C ends it.\n",
		listener.Addr(), demo.LearnerName, demo.TeacherName)
	err = errors.Join(err, parts.Wait())
	stopSending()
	return errors.Join(err, <-sent)
}
