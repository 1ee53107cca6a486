package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"pacer/bot"
	"pacer/bot/chat"
	"pacer/bot/outbox"
	"pacer/coach"
	"pacer/coach/course/formula"
	"pacer/storage"
	"pacer/storage/sqlite"
)

const serveUsage = `Usage: pacer serve --config FILE

Runs the coach for a school or a club until it is told to stop (SIGTERM, or
Ctrl-C): then nothing new is taken, what is in hand is finished, messages that
are owed go out, and the database is closed, within 25 seconds. A second signal
ends it at once; nothing acknowledged is lost then either.

Estimates that another version made are made anew from the log at the start.
Once a day the parameters of memory are fitted to each workspace's own reviews,
where there are enough, and used if they predict held-back ones better.

This version connects to no platform yet; it keeps the database, wakes up for
what is due, and answers /healthz, /readyz and /metrics.

Example:
  pacer serve --config config.yaml
`

func serveCommand() command {
	return command{name: "serve", summary: "run the coach for a school or a club", usage: serveUsage, run: runServe}
}

func runServe(ctx context.Context, p *program, args []string) error {
	collectSeldom(p.getenv)
	f := newFlags("serve")
	file := f.String("config", "", "")
	rest, err := parse(f, args)
	if err != nil {
		return err
	}
	if err := none("serve", rest); err != nil {
		return err
	}
	if *file == "" {
		return misused("serve", "say which configuration: --config FILE (config.example.yaml is one to begin with)")
	}
	c, catalog, err := loadAll(p, *file)
	if err != nil {
		return err
	}
	private()
	s := service{program: p, config: c, catalog: catalog, log: c.logger(p)}
	return s.run(ctx)
}

// leaveWithin is how long leaving may take: systemd's default, and ours in
// dist/pacer.service, is to kill after 30 seconds.
const leaveWithin = 25 * time.Second

// service is one run of `pacer serve`.
type service struct {
	program *program
	config  config
	catalog *bot.Catalog
	log     *slog.Logger

	store   *storage.Store
	bot     *bot.Bot
	sender  *outbox.Sender
	metrics *metrics
}

// run opens the database and runs the parts until ctx ends or one fails.
func (s *service) run(ctx context.Context) (err error) {
	if holds(ctx, s.config.Database, func(id string) bool { return id == trialWorkspace }) {
		return fmt.Errorf("%s holds a trial (pacer try), which no school or club is served from: name another file as `database` in %s; nothing in it was changed", s.config.Database, s.config.path)
	}
	s.metrics = newMetrics()
	s.store, err = sqlite.Open(ctx, s.config.Database, storage.Options{
		Log:       s.log.With("part", "storage"),
		Orphans:   func(rows []outbox.Row) { s.sender.Deliver(rows) },
		Committed: s.metrics.committed,
	})
	if err != nil {
		return err
	}
	defer func() {
		leaving, cancel := context.WithTimeout(context.WithoutCancel(ctx), leaveWithin)
		defer cancel()
		err = errors.Join(err, s.store.Close(leaving))
	}()
	s.build()
	s.metrics.watch(s.store)
	if err := noteMachine(ctx, s.store); err != nil {
		return err
	}
	if err := upToDate(ctx, s.store, s.log, time.Now); err != nil {
		return err
	}
	if err := s.found(ctx); err != nil {
		return err
	}
	if err := s.bot.Publish(ctx, s.config.Workspace.ID); err != nil {
		return err
	}
	return s.serve(ctx)
}

// build makes the parts. The adapters of this version are none: those to come
// find their place in this map.
func (s *service) build() {
	adapters := map[string]chat.Adapter{}
	capabilities := make(map[string]chat.Capabilities, len(adapters))
	for name, a := range adapters {
		capabilities[name] = a.Capabilities()
	}
	s.sender = outbox.NewSender(s.store, adapters, outbox.Options{
		Log: s.log.With("part", "outbox"), Metrics: s.metrics.outbox(),
		Fill: func(ctx context.Context, workspace string, m chat.Message) chat.Message {
			return s.bot.Fill(ctx, workspace, m)
		},
	})
	s.bot = bot.New(bot.Options{
		Store: counted{s.store, s.metrics}, Courses: s.catalog, Platforms: capabilities,
		Deliver: s.sender.Deliver, Busy: s.sender.Busy, Log: s.log.With("part", "bot"),
		Missed: s.metrics.missed.Inc, Convert: convertSent(s.log.With("part", "convert")),
		Draw: formula.Formula.PNG,
	})
}

// found makes the workspace, or gives it the name and zone that the
// configuration has now. What the owner said in chat of where to turn in
// danger stands.
func (s *service) found(ctx context.Context) error {
	w := s.config.Workspace
	if err := s.store.CreateWorkspace(ctx, coach.Workspace{ID: w.ID, Name: w.Name, Zone: w.Zone, Help: w.Help}); err != nil {
		return err
	}
	_, err := s.store.Turn(ctx, w.ID, "", func(tx bot.Tx) error {
		is, err := tx.Workspace()
		if err != nil {
			return err
		}
		was := is
		is.Name, is.Zone = w.Name, w.Zone
		if is.Help == "" {
			is.Help = w.Help
		}
		if is == was {
			return nil
		}
		return tx.PutWorkspace(is)
	})
	return err
}

// serve runs the parts and leaves in order: nothing new is taken, turns in
// hand are finished, the outbox is flushed.
func (s *service) serve(ctx context.Context) error {
	web, err := newWeb(s)
	if err != nil {
		return err
	}
	parts, intake := errgroup.WithContext(ctx)
	parts.Go(func() error { return web.run(intake) })
	parts.Go(func() error { return s.bot.Run(intake) })
	parts.Go(func() error { return s.tidy(intake) })
	parts.Go(func() error { return s.refitter().run(intake) })
	parts.Go(func() error { return s.flagger().run(intake) })

	// Sending ends after everything that may still give it something to send.
	sending, stopSending := context.WithCancel(context.WithoutCancel(ctx))
	defer stopSending()
	sent := make(chan error, 1)
	go func() { sent <- s.sender.Run(sending) }()

	if err := s.welcome(ctx, web.address()); err != nil {
		return err
	}
	if err := notify(s.program.getenv, "READY=1"); err != nil {
		s.log.Warn("systemd could not be told", "error", err)
	}
	parts.Go(func() error { return s.watchdog(intake) })

	ended := make(chan error, 1)
	go func() { ended <- parts.Wait() }()
	<-intake.Done()
	s.log.Info("leaving", "within", leaveWithin)
	if err := notify(s.program.getenv, "STOPPING=1"); err != nil {
		s.log.Warn("systemd could not be told", "error", err)
	}
	late := time.NewTimer(leaveWithin)
	defer late.Stop()
	select {
	case err = <-ended:
	case <-late.C:
		return fmt.Errorf("some work was not finished within %s; nothing acknowledged is lost", leaveWithin)
	}
	stopSending()
	select {
	case e := <-sent:
		err = errors.Join(err, e)
	case <-late.C:
		err = errors.Join(err, fmt.Errorf("not all messages went out within %s; they go out at the next start", leaveWithin))
	}
	return err
}

// welcome says what an operator wants to know at the start.
func (s *service) welcome(ctx context.Context, address string) error {
	base := s.config.HTTP.URL
	if base == "" {
		base = "http://" + address
	}
	fmt.Fprintf(s.program.out, "Pacer %s serves %s (workspace %s) with %s: %s\n", version, s.config.Workspace.Name, s.config.Workspace.ID, count(len(s.catalog.IDs()), "course"), strings.Join(s.catalog.IDs(), ", "))
	fmt.Fprintf(s.program.out, "Health: %s/healthz, %s/readyz; metrics: %s/metrics\n", base, base, base)
	fmt.Fprintln(s.program.out, "Platforms: none. This version connects to none yet, so there is no token to set; to talk to the coach: pacer try")
	code, err := ownerCode(ctx, s.store, s.config.Workspace.ID, time.Now())
	if err != nil || code.Code == "" {
		return err
	}
	_, err = fmt.Fprintf(s.program.out, "This workspace has no owner. Who says this code to the coach first becomes it: %s (until %s)\n", code.Code, code.Expires.Format(time.DateOnly))
	return err
}

// When what is kept for a while only is looked through.
const (
	tidyFirst = 10 * time.Minute // after the start, so that starting is not held up
	tidyEvery = 24 * time.Hour
)

// tidy removes, once a day, what is kept for a while only.
func (s *service) tidy(ctx context.Context) error {
	next := time.NewTimer(tidyFirst)
	defer next.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-next.C:
			gone, err := s.store.Prune(ctx, time.Now())
			if err != nil && ctx.Err() == nil {
				s.log.Warn("old events were not removed", "error", err)
			} else {
				s.log.Info("old events removed", "rows", gone)
			}
			next.Reset(tidyEvery)
		}
	}
}
