package web

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"path"
	"strings"
	"time"

	"pacer/bot"
	"pacer/bot/chat"
	"pacer/bot/say"
	"pacer/coach"
)

// How long a visit lasts: while it is used, and never longer than a week.
const (
	visitFor  = 7 * 24 * time.Hour
	visitIdle = 12 * time.Hour
	// seenEvery is how often a visit's last request is kept.
	seenEvery = 5 * time.Minute
)

// doorFor is how long a browser is known at the door, before anybody enters.
const doorFor = time.Hour

// The names of cookies. With __Host- a browser takes one only by https, for this
// host alone and from nowhere else.
const (
	cookieVisit = "pacer-visit"
	cookieDoor  = "pacer-door"
	hostOnly    = "__Host-"
)

// visitor is who has entered, in which browser; looked at anew at every request.
type visitor struct {
	Workspace, Person, User, Name string

	Say     *say.Printer
	Zone    *time.Location
	Base    string
	Token   string // of the CSRF field, bound to the visit
	Teacher bool   // teaches, may make a class, or owns the workspace

	key string // of the visit
}

// conversation is the visitor's web chat.
func (v *visitor) conversation() chat.Conversation {
	return chat.Conversation{Platform: Name, Place: v.Workspace, User: v.User}
}

// secretBytes are the random bytes of what a browser holds.
const secretBytes = 32

// newSecret is what a browser is given to hold.
func newSecret() string {
	b := make([]byte, secretBytes)
	_, _ = rand.Read(b) // it never fails, see its documentation
	return base64.RawURLEncoding.EncodeToString(b)
}

// isSecret tells whether something may have come from newSecret.
func isSecret(s string) bool {
	b, err := base64.RawURLEncoding.DecodeString(s)
	return err == nil && len(b) == secretBytes
}

// keyOf is how a secret is kept.
func keyOf(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}

// seal is a value that only who holds a secret, or is told it, can make.
func seal(secret, what string) string {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(what))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

// isSealed tells whether a value is the seal of something, in a time that does
// not depend on how much of it is right.
func isSealed(value, secret, what string) bool {
	return subtle.ConstantTimeCompare([]byte(value), []byte(seal(secret, what))) == 1
}

// What is sealed.
const (
	sealCSRF = "csrf"  // by a visit's secret: the field of every form
	sealDoor = "door"  // by the door's secret: the field of the forms there
	sealLink = "link " // by the door's secret, with the token of a link
	sealForm = "form " // by the door's secret, with a form's ID
)

// isHere tells whether a request was sent to this machine by its own name.
func isHere(host string) bool {
	if h, _, err := net.SplitHostPort(host); err == nil {
		host = h
	}
	if strings.EqualFold(host, "localhost") {
		return true
	}
	a, err := netip.ParseAddr(strings.Trim(host, "[]"))
	return err == nil && a.IsLoopback()
}

// isSecure tells whether browsers reach the server by https.
func (s *site) isSecure() bool { return strings.HasPrefix(s.origin, "https://") }

// mayHold tells whether a browser may be given something to hold: by https, or
// on this machine. Elsewhere anybody on the way could read it.
func (s *site) mayHold(r *http.Request) bool { return s.isSecure() || isHere(r.Host) }

// setCookie gives a browser something to hold; for 0 takes it away.
func (a *Adapter) setCookie(w http.ResponseWriter, name, value string, keep time.Duration) {
	c := &http.Cookie{Name: name, Value: value, Path: a.base + "/", HttpOnly: true, SameSite: http.SameSiteStrictMode, MaxAge: int(keep / time.Second)}
	if a.isSecure() {
		c.Name, c.Path, c.Secure = hostOnly+name, "/", true
	}
	if keep <= 0 {
		c.MaxAge = -1
	}
	http.SetCookie(w, c)
}

// cookie is what a browser holds; empty if it holds nothing that we gave.
func (a *Adapter) cookie(r *http.Request, name string) string {
	if a.isSecure() {
		name = hostOnly + name
	}
	c, err := r.Cookie(name)
	if err != nil || !isSecret(c.Value) {
		return ""
	}
	return c.Value
}

// visitKey is the key of the visit that a browser says it has; empty if it says
// none.
func (a *Adapter) visitKey(r *http.Request) string {
	secret := a.cookie(r, cookieVisit)
	if secret == "" {
		return ""
	}
	return keyOf(secret)
}

// errNobody says that a request is nobody's who has entered.
var errNobody = errors.New("web: nobody has entered")

// visitor finds who asks; errNobody when they have not entered, or no longer may.
func (a *Adapter) visitor(w http.ResponseWriter, r *http.Request) (*visitor, error) {
	secret := a.cookie(r, cookieVisit)
	if secret == "" {
		return nil, errNobody
	}
	ctx := r.Context()
	visit, err := a.Visits.Visit(ctx, keyOf(secret))
	if coach.IsNotFound(err) {
		a.limits.left(keyOf(secret))
		a.setCookie(w, cookieVisit, "", 0)
		return nil, errNobody
	}
	if err != nil {
		return nil, err
	}
	now := a.Now().UTC()
	if !now.Before(visit.Ends) || now.Sub(visit.Seen) >= visitIdle {
		return nil, a.gone(ctx, w, visit)
	}
	who, err := a.Door.Entered(ctx, visit.Workspace, visit.User)
	if coach.IsNotFound(err) {
		return nil, a.gone(ctx, w, visit)
	}
	if err != nil {
		return nil, err
	}
	a.limits.met(visit.Key)
	if err := a.keepVisit(ctx, visit, now); err != nil {
		return nil, err
	}
	return &visitor{
		Workspace: visit.Workspace, Person: who.Person.ID, User: visit.User, Name: who.Person.Name,
		Say: who.Printer, Zone: who.Zone, Base: a.base, Token: seal(secret, sealCSRF), Teacher: who.Teaches, key: visit.Key,
	}, nil
}

// keepVisit notes, now and then, that a visit is used.
func (a *Adapter) keepVisit(ctx context.Context, visit Visit, now time.Time) error {
	if now.Sub(visit.Seen) < seenEvery {
		return nil
	}
	visit.Seen = now
	return a.Visits.Put(ctx, visit)
}

// gone ends a visit that has ended, and returns errNobody.
func (a *Adapter) gone(ctx context.Context, w http.ResponseWriter, visit Visit) error {
	a.limits.left(visit.Key)
	a.setCookie(w, cookieVisit, "", 0)
	if err := a.Visits.End(ctx, visit.Workspace, visit.Key); err != nil {
		return err
	}
	return errNobody
}

// let begins a visit. One that the browser held before ends.
func (a *Adapter) let(ctx context.Context, w http.ResponseWriter, r *http.Request, e bot.Entry) error {
	if old := a.cookie(r, cookieVisit); old != "" {
		visit, err := a.Visits.Visit(ctx, keyOf(old))
		if err == nil {
			err = a.Visits.End(ctx, visit.Workspace, visit.Key)
		}
		if err != nil && !coach.IsNotFound(err) {
			return err
		}
	}
	secret := newSecret()
	now := a.Now().UTC()
	visit := Visit{Workspace: e.Workspace, Key: keyOf(secret), Person: e.Person, User: e.User, Made: now, Seen: now, Ends: now.Add(visitFor)}
	if err := a.Visits.Put(ctx, visit); err != nil {
		return err
	}
	a.setCookie(w, cookieVisit, secret, visitFor)
	return nil
}

// isOurs tells whether a request that changes something came from a page of
// ours. Browsers say so by Sec-Fetch-Site, older ones by Origin; one that says
// nothing, or that it keeps its origin to itself, is judged by the token alone.
func (s *site) isOurs(r *http.Request) bool {
	if site := r.Header.Get("Sec-Fetch-Site"); site != "" {
		return site == "same-origin"
	}
	origin := r.Header.Get("Origin")
	if origin == "" || origin == "null" {
		return true
	}
	if s.origin != "" && strings.EqualFold(origin, s.origin) {
		return true
	}
	u, err := url.Parse(origin)
	return err == nil && u.Host != "" && strings.EqualFold(u.Host, r.Host)
}

// back is where to go back to: one of our own pages, whatever was asked for.
func back(v *visitor, to string) string { return backTo(v.Base, to) }

func backTo(base, to string) string {
	u, err := url.Parse(to)
	if err != nil || u.Scheme != "" || u.Host != "" || u.User != nil || u.Opaque != "" ||
		!strings.HasPrefix(to, base+"/") || strings.HasPrefix(to, "//") || strings.ContainsAny(to, "\\\r\n\t") ||
		path.Clean(u.Path) != strings.TrimSuffix(u.Path, "/") {
		return base + "/"
	}
	return to
}
