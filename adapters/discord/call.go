package discord

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/bwmarrin/discordgo"

	"pacer/bot/chat"
)

// apiError is an answer of the API that says no.
type apiError struct {
	Status  int    // HTTP's
	Code    int    // Discord's, 0 where it gave none
	Message string // for an operator; Discord's own words, never what was sent
	Global  bool   // of a limit: it is that of all requests
}

func (e *apiError) Error() string {
	if e.Code != 0 {
		return fmt.Sprintf("discord answered %d: %s (%d)", e.Status, e.Message, e.Code)
	}
	return fmt.Sprintf("discord answered %d %s", e.Status, http.StatusText(e.Status))
}

// codeOf is the code of an API's error; 0: it is none, or has none.
func codeOf(err error) int {
	if e, ok := errors.AsType[*apiError](err); ok {
		return e.Code
	}
	return 0
}

const (
	answerLimit = 4 << 20 // bytes of an answer; a list of messages has the most
	errorLimit  = 64 << 10
)

// call makes one request, waiting for nothing but the answer, and reads the
// answer into a value unless that is nil. The route has no slash before it and
// its query with it. Every error is a *chat.DeliveryError; where the request
// would break a limit that is known it is one at once.
func (a *Adapter) call(ctx context.Context, method, route string, body any, files []upload, into any) error {
	if wait := a.out.invalid.wait(a.now()); wait > 0 && !isCallback(route) {
		return &chat.DeliveryError{Retry: wait, Wide: true, Err: errors.New("too many requests were refused in the last minutes; more would shut the address out")}
	}
	contentType, data, err := encode(body, files)
	if err != nil {
		return &chat.DeliveryError{Retry: -1, Err: err}
	}
	bucket, limiter := a.bucket(method, route)
	bucket.Lock()
	if wait := limiter.GetWaitTime(bucket, 1); wait > 0 {
		wide := limiter.GetWaitTime(bucket, math.MinInt) > 0
		bucket.Unlock()
		return &chat.DeliveryError{Retry: wait, Wide: wide, Err: errors.New("discord's limit for such requests is reached")}
	}
	bucket.Remaining--
	bucket.Unlock() // nobody waits for somebody else's answer
	response, err := a.do(ctx, method, route, contentType, data)
	if err != nil {
		return &chat.DeliveryError{Err: err}
	}
	defer response.Body.Close()
	bucket.Lock()
	if err := bucket.Release(response.Header); err != nil { // which unlocks it
		a.Log.Debug("a limit's header cannot be read", "error", err)
	}
	if response.StatusCode >= http.StatusInternalServerError && len(files) > 0 {
		a.out.fileless.Store(a.now().Add(filelessFor).UnixMilli())
	}
	if response.StatusCode < 200 || response.StatusCode > 299 {
		return a.refusal(response)
	}
	if into == nil || response.StatusCode == http.StatusNoContent {
		return nil
	}
	if err := json.NewDecoder(io.LimitReader(response.Body, answerLimit)).Decode(into); err != nil && !errors.Is(err, io.EOF) { // some servers have nothing to tell
		return &chat.DeliveryError{Err: fmt.Errorf("discord's answer to %s %s: %w", method, withoutTokens(route), err)}
	}
	return nil
}

func (a *Adapter) do(ctx context.Context, method, route, contentType string, data []byte) (*http.Response, error) {
	var body io.Reader
	if data != nil {
		body = bytes.NewReader(data)
	}
	request, err := http.NewRequestWithContext(ctx, method, a.api+route, body)
	if err != nil {
		return nil, fmt.Errorf("%s %s: the address is none", method, withoutTokens(route))
	}
	if contentType != "" {
		request.Header.Set("Content-Type", contentType)
	}
	request.Header.Set("User-Agent", a.rest.UserAgent)
	if !isCallback(route) && !isWebhook(route) { // these have a token in their route
		request.Header.Set("Authorization", a.rest.Token)
	}
	response, err := a.rest.Client.Do(request)
	if err != nil {
		// The whole error names the address, and an interaction's token in it.
		if e, ok := errors.AsType[*url.Error](err); ok {
			err = e.Err
		}
		return nil, fmt.Errorf("%s %s: %w", method, withoutTokens(route), err)
	}
	return response, nil
}

func isCallback(route string) bool { return strings.HasPrefix(route, "interactions/") }
func isWebhook(route string) bool  { return strings.HasPrefix(route, "webhooks/") }

// withoutTokens is a route as it may be logged.
func withoutTokens(route string) string {
	route, _, _ = strings.Cut(route, "?")
	segments := strings.Split(route, "/")
	if len(segments) > 2 && (isCallback(route) || isWebhook(route)) {
		segments[2] = "…"
	}
	return strings.Join(segments, "/")
}

// bucket finds whom a request shares its limit with: one method on one route
// with one channel or guild in it, whatever message it names. An interaction
// has limits of its own and lasts minutes, so nothing is kept for it, and what
// limits all other requests does not hold for its first answer.
// https://discord.com/developers/docs/topics/rate-limits
func (a *Adapter) bucket(method, route string) (*discordgo.Bucket, *discordgo.RateLimiter) {
	limiter := a.out.limits.limiter(a.now())
	if isCallback(route) || isWebhook(route) {
		limiter = discordgo.NewRatelimiter()
	}
	route, _, _ = strings.Cut(route, "?")
	segments := strings.Split(route, "/")
	for i := range segments {
		if i > 1 && strings.Trim(segments[i], "0123456789") == "" {
			segments[i] = ""
		}
	}
	return limiter.GetBucket(method + " " + strings.Join(segments, "/")), limiter
}

// limits are what is known of the limits of requests.
type limits struct {
	mu    sync.Mutex
	known *discordgo.RateLimiter
	since time.Time
}

// limitsFor is how long limits are remembered. They last seconds; discordgo
// keeps them for ever, one for each channel that was ever written to.
const limitsFor = time.Hour

func (l *limits) limiter(now time.Time) *discordgo.RateLimiter {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.known == nil || now.Sub(l.since) > limitsFor {
		l.known, l.since = discordgo.NewRatelimiter(), now
	}
	return l.known
}

// encode writes a request's body: JSON, or with files as parts beside it.
func encode(body any, files []upload) (contentType string, data []byte, err error) {
	if body == nil {
		return "", nil, nil
	}
	data, err = json.Marshal(body)
	if err != nil || len(files) == 0 {
		return "application/json", data, err
	}
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	part := func(disposition, kind string, data []byte) {
		p, partErr := w.CreatePart(textproto.MIMEHeader{"Content-Disposition": {disposition}, "Content-Type": {kind}})
		if partErr == nil {
			_, partErr = p.Write(data)
		}
		err = errors.Join(err, partErr)
	}
	part(`form-data; name="payload_json"`, "application/json", data)
	for i, f := range files {
		part(fmt.Sprintf(`form-data; name="files[%d]"; filename="%s"`, i, f.name), f.kind, f.data)
	}
	err = errors.Join(err, w.Close()) // which writes the end, before the bytes are taken
	return w.FormDataContentType(), b.Bytes(), err
}

// refusal reads an answer that says no, and decides what is worth trying.
func (a *Adapter) refusal(response *http.Response) error {
	// Not even half an answer is an answer: what cannot be read has no code.
	var said struct {
		Code       int     `json:"code"`
		Message    string  `json:"message"`
		RetryAfter float64 `json:"retry_after"` // seconds
		Global     bool    `json:"global"`
	}
	if err := json.NewDecoder(io.LimitReader(response.Body, errorLimit)).Decode(&said); err != nil {
		said.Message = http.StatusText(response.StatusCode)
	}
	scope := response.Header.Get("X-RateLimit-Scope")
	switch response.StatusCode {
	case http.StatusUnauthorized, http.StatusForbidden:
		a.out.invalid.note(a.now())
	case http.StatusTooManyRequests:
		if scope != "shared" { // others' doing, which is not counted
			a.out.invalid.note(a.now())
		}
	}
	e := &apiError{
		Status: response.StatusCode, Code: said.Code, Message: cut(chat.Visible(said.Message), 200),
		Global: said.Global || scope == "global" || response.Header.Get("X-RateLimit-Global") != "",
	}
	after := said.RetryAfter
	if seconds, err := strconv.ParseFloat(response.Header.Get("Retry-After"), 64); err == nil && after == 0 {
		after = seconds
		e.Global = e.Global || e.Status == http.StatusTooManyRequests && said.Code == 0 && scope == ""
	}
	return e.decide(time.Duration(min(max(after, 0), math.MaxInt32) * float64(time.Second)))
}

// Codes of Discord's errors that are not in discordgo, or need be at hand:
// https://discord.com/developers/docs/topics/opcodes-and-status-codes#json
const (
	codeUnknownChannel     = 10003
	codeUnknownUser        = 10013
	codeUnknownWebhook     = 10015
	codeUnknownInteraction = 10062
	codeSlowmode           = 20016
	codeChannelWrites      = 20028
	codeServerWrites       = 20029
	codeOldEdits           = 30046 // too many edits of messages older than an hour
	codeTooFastDirect      = 40003
	codeSendingStopped     = 40004
	codeFeatureStopped     = 40006
	codeAcknowledged       = 40060
	codeClosedDirect       = 50007
	codeBadWebhookToken    = 50027
	codeInvalidForm        = 50035
	codeArchivedThread     = 50083
	codeNoMutualGuilds     = 50278
	codeOverloaded         = 130000
	codeLockedThread       = 160005
)

// How long to wait where Discord does not say.
const (
	soon  = 10 * time.Second
	later = 10 * time.Minute
)

// decide tells what a refusal means for a message. after is how long Discord
// asks to wait, 0 if it does not.
func (e *apiError) decide(after time.Duration) *chat.DeliveryError {
	d := &chat.DeliveryError{Retry: -1, Err: e}
	switch e.Code {
	case codeClosedDirect, codeNoMutualGuilds, codeUnknownUser:
		d.Closed = true
		return d
	case codeSlowmode, codeChannelWrites, codeServerWrites, codeOverloaded:
		d.Retry = max(after, soon)
		return d
	case codeTooFastDirect, codeSendingStopped, codeFeatureStopped, codeOldEdits:
		d.Retry = max(after, later)
		return d
	}
	switch {
	case e.Status == http.StatusTooManyRequests:
		d.Retry, d.Wide = max(after, time.Second), e.Global
	case e.Status >= 500, e.Status == http.StatusRequestTimeout:
		d.Retry = after
	}
	return d
}

// invalids counts the answers that Discord counts against an address, by the
// minute, for ten minutes.
type invalids struct {
	mu     sync.Mutex
	counts [10]int
	minute int64 // of the newest count
}

// invalidReserve is left to whatever else stands at the address, and to people
// who wait.
const invalidReserve = maxInvalid / 2

// turn moves on to a minute. The caller holds the lock.
func (v *invalids) turn(minute int64) {
	if minute-v.minute >= int64(len(v.counts)) {
		v.counts = [10]int{}
		v.minute = minute
	}
	for v.minute < minute {
		v.minute++
		v.counts[v.minute%int64(len(v.counts))] = 0
	}
}

func (v *invalids) note(now time.Time) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.turn(now.Unix() / 60)
	v.counts[v.minute%int64(len(v.counts))]++
}

// wait is how long nothing should be asked; 0: go on.
func (v *invalids) wait(now time.Time) time.Duration {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.turn(now.Unix() / 60)
	sum := 0
	for _, n := range v.counts {
		sum += n
	}
	if sum < maxInvalid-invalidReserve {
		return 0
	}
	return time.Minute
}
