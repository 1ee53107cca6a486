package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"pacer/adapters/web"
	"pacer/bot"
	"pacer/bot/chat"
	"pacer/bot/outbox"
	"pacer/bot/page"
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

A platform is on when its tokens are in the environment, never in the file:

  Slack     SLACK_BOT_TOKEN, and SLACK_APP_TOKEN for Socket Mode or
            SLACK_SIGNING_SECRET for HTTP (slack.mode); for an app that several
            teams install SLACK_CLIENT_ID, SLACK_CLIENT_SECRET and PACER_KEY
  Discord   DISCORD_TOKEN; DISCORD_PUBLIC_KEY too for interactions by HTTP

PACER_KEY (or a file that PACER_KEY_FILE names) seals what teams give: 32 bytes
in base64 or hexadecimal. To change it put the new one before the old, with a
comma between; at the next start everything is sealed with the first.

The web is on unless web.on is false: pages for teachers and learners, and a chat
in the browser, under /web/ of http.url. It opens by https, or on this machine;
adapters/web/README.md says how to put it behind a proxy.

It also answers /healthz, /readyz and /metrics.

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
	t, wrong := readTokens(p.getenv)
	if len(wrong) > 0 {
		return errors.New(strings.Join(wrong, "\npacer: "))
	}
	s := service{program: p, config: c, tokens: t, catalog: catalog, log: c.logger(p)}
	return s.run(ctx)
}

// leaveWithin is how long leaving may take: systemd's default, and ours in
// dist/pacer.service, is to kill after 30 seconds.
const leaveWithin = 25 * time.Second

// service is one run of `pacer serve`.
type service struct {
	program *program
	config  config
	tokens  tokens
	catalog *bot.Catalog
	log     *slog.Logger

	store    *storage.Store
	adapters map[string]chat.Adapter // those that are on, by name
	late     *late
	web      atomic.Pointer[web.Adapter] // nil: it is off
	bot      *bot.Bot
	sender   *outbox.Sender
	metrics  *metrics
	health   *health
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
		Committed: s.metrics.committed, Changed: s.changed,
	})
	if err != nil {
		return s.early(ctx, err)
	}
	defer func() {
		leaving, cancel := context.WithTimeout(context.WithoutCancel(ctx), leaveWithin)
		defer cancel()
		err = errors.Join(err, s.store.Close(leaving))
	}()
	if err := s.prepare(ctx); err != nil {
		return s.early(ctx, err)
	}
	return s.serve(ctx)
}

// early is what an error of the start counts for: nothing, if what was begun
// was broken off because somebody asked to leave.
func (s *service) early(ctx context.Context, err error) error {
	if ctx.Err() == nil {
		return err
	}
	s.log.Info("leaving before the start was over", "because", err)
	return nil
}

// prepare makes the parts and brings the database up to date.
func (s *service) prepare(ctx context.Context) error {
	if err := s.build(); err != nil {
		return err
	}
	s.metrics.watch(s.store)
	s.metrics.registry.MustRegister(s.health)
	if err := noteMachine(ctx, s.store); err != nil {
		return err
	}
	if err := upToDate(ctx, s.store, s.log, time.Now); err != nil {
		return err
	}
	if err := s.found(ctx); err != nil {
		return err
	}
	if err := workspaces(ctx, s.store, func(w coach.Workspace) error { return s.bot.Publish(ctx, w.ID) }); err != nil {
		return err
	}
	return s.reseal(ctx)
}

// build makes the parts. It does no input or output.
func (s *service) build() (err error) {
	s.late = &late{}
	if s.adapters, err = s.connect(); err != nil {
		return err
	}
	capabilities := make(map[string]chat.Capabilities, len(s.adapters))
	for name, a := range s.adapters {
		capabilities[name] = a.Capabilities()
	}
	s.health = newHealth(sorted(s.adapters), s.log, time.Now)
	s.sender = outbox.NewSender(s.store, s.adapters, outbox.Options{
		Log: s.log.With("part", "outbox"), Metrics: s.metrics.outbox(),
		Fill: func(ctx context.Context, workspace string, m chat.Message) chat.Message {
			return s.bot.Fill(ctx, workspace, m)
		},
		Closed: func(ctx context.Context, r outbox.Row) { s.bot.Closed(ctx, r) },
	})
	s.bot = bot.New(bot.Options{
		Store: counted{s.store, s.metrics}, Courses: s.catalog, Platforms: capabilities,
		Deliver: s.sender.Deliver, Busy: s.sender.Busy, Log: s.log.With("part", "bot"),
		Missed: s.metrics.missed.Inc, Convert: convertSent(s.log.With("part", "convert")),
		Draw: formula.Formula.PNG, First: s.config.Workspace.ID,
		Grace: s.config.Retention.forBot(), Copies: s.config.Retention.Backups,
	})
	s.late.Bot, s.late.Pages = s.bot, page.New(s.bot)
	return nil
}

// changed tells the pages that are open of workspaces in which something was
// written.
func (s *service) changed(workspaces []string) {
	if a := s.web.Load(); a != nil {
		for _, w := range workspaces {
			a.Changed(w)
		}
	}
}

// reseal seals what teams gave with the first of the keys.
func (s *service) reseal(ctx context.Context) error {
	n, err := s.store.Vault("slack", s.tokens.keys).Reseal(ctx)
	if n > 0 {
		s.log.Info("what teams gave is sealed with the first key of PACER_KEY now", "teams", n)
	}
	return err
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
		if is.Name == w.Name && is.Zone == w.Zone && (is.Help != "" || w.Help == "") {
			return nil
		}
		is.Name, is.Zone, is.Help = w.Name, w.Zone, cmp.Or(is.Help, w.Help)
		return tx.PutWorkspace(is)
	})
	return err
}

// serve runs the parts and leaves in order: nothing new is taken, turns in
// hand are finished, the outbox is flushed.
func (s *service) serve(ctx context.Context) error {
	server, err := newServer(s)
	if err != nil {
		return err
	}
	s.bot.PageURL = s.config.pageURL(server.address())
	// Said in any case, and before anything runs that would have to be stopped.
	if err := s.welcome(context.WithoutCancel(ctx), server.address()); err != nil {
		return errors.Join(err, server.listener.Close())
	}
	parts, intake := errgroup.WithContext(ctx)
	for _, a := range sorted(s.adapters) {
		parts.Go(func() error { return a.Run(intake, s.bot.Handle) })
	}
	parts.Go(func() error { return s.health.run(intake) })
	parts.Go(func() error { return server.run(intake) })
	parts.Go(func() error { return s.bot.Run(intake) })
	parts.Go(func() error { return s.tidy(intake) })
	parts.Go(func() error { return s.forgetDue(intake) })
	parts.Go(func() error { return s.refitter().run(intake) })
	parts.Go(func() error { return s.flagger().run(intake) })

	// Sending ends after everything that may still give it something to send.
	sending, stopSending := context.WithCancel(context.WithoutCancel(ctx))
	defer stopSending()
	sent := make(chan error, 1)
	go func() { sent <- s.sender.Run(sending) }()

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
	fmt.Fprintf(s.program.out, "Web: %s\n", s.config.webWords(address))
	for _, p := range s.tokens.connections(s.config) {
		fmt.Fprintf(s.program.out, "%s: %s\n", p.title, p.words)
	}
	for _, p := range s.tokens.connections(s.config) {
		if p.half {
			s.log.Warn("a platform is not connected, since a token is missing", "platform", p.name)
		}
	}
	code, err := ownerCode(ctx, s.store, s.config.Workspace.ID, time.Now())
	if err != nil || code.Code == "" {
		return err
	}
	_, err = fmt.Fprintf(s.program.out, "This workspace has no owner. Who says this code to the coach first, in a chat or on the web, becomes it: %s (until %s)\n", code.Code, code.Expires.Format(time.DateOnly))
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
			now := time.Now()
			gone, err := s.store.Retain(ctx, now, s.config.Retention.terms(), now.Add(s.config.Retention.grace()), false)
			if err != nil && ctx.Err() == nil {
				s.log.Warn("what was kept long enough was not removed", "error", err)
			} else {
				s.log.Info("what was kept long enough was removed", "rows", gone)
			}
			next.Reset(tidyEvery)
		}
	}
}
