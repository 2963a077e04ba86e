package console

import (
	"context"
	"strings"

	"neonauth/gen"
)

var outboxRoutes = []route{
	{"GET", "/outbox/{$}", (*Server).outbox, nil},
	{"POST", "/outbox/retry", (*Server).retryDelivery, (*Server).outbox},
	{"POST", "/outbox/drop", (*Server).dropDelivery, (*Server).outbox},
	{"GET", "/outbox/events", (*Server).events, nil},
	{"POST", "/outbox/events", (*Server).redeliverEvent, (*Server).events},
	{"GET", "/outbox/inbox", (*Server).inbox, nil},
	{"GET", "/outbox/inbox/{file}", (*Server).inboxMail, nil},
	{"GET", "/outbox/inbox/{file}/html", (*Server).inboxHTML, nil},
}

var _ = note(map[string]string{
	"retried":     "It is being sent again.",
	"dropped":     "It was deleted from the outbox.",
	"redelivered": "The event is being delivered again.",
})

// deliveryStates are those of neon_auth.list_deliveries.
var deliveryStates = []string{"waiting", "sent", "dead", "held", "of another branch"}

// outbox serves GET /console/db/NAME/outbox/: mails and events that wait, were sent, or could not be.
func (s *Server) outbox(v *visit) error {
	given := v.URL.Query()
	found, err := v.list(given, func(ctx context.Context, q *gen.Queries, key, query []byte) ([]byte, error) {
		return q.ManageListDeliveries(ctx, key, query)
	}, "filter", "search")
	if err != nil {
		return err
	}
	found["Next"], found["Previous"] = v.cursors(given, found, "createdAt", "filter", "search")
	found["Filter"], found["Search"], found["States"], found["Tab"], found["HasInbox"] = given.Get("filter"), given.Get("search"), deliveryStates, "mail", s.MailDir != ""
	state := "null"
	if given.Get("filter") != "" {
		state = literal(given.Get("filter"))
	}
	return v.render("outbox", "Outbox", found, withSQL(
		Statement{"The mails and events of this page. Null: of any state.", "select * from neon_auth.list_deliveries(" + state + ")" +
			where(deliverySearch(given.Get("search")), fromRow(given, found, newestFrom, "createdAt", "id")) + "\norder by \"createdAt\" desc, id desc\nlimit 50;"},
		Statement{"Sends what failed again, at once.", "select neon_auth.retry_delivery(id) from neon_auth.list_deliveries('dead');"},
		Statement{"Deletes what failed.", "select neon_auth.drop_delivery(id) from neon_auth.list_deliveries('dead');"},
		Statement{"A copy holds its mail. This sends it, for good.", "select neon_auth.confirm_branch();"},
	))
}

// deliverySearch returns the condition of a search for mails.
func deliverySearch(search string) string {
	if search = strings.TrimSpace(search); search == "" {
		return ""
	}
	return sqlf("(starts_with(lower(recipient), lower(%s)) or id::text = lower(%s))", search, search)
}

// eventSearch returns the condition of a search for events.
func eventSearch(search string) string {
	if search = strings.TrimSpace(search); search == "" {
		return ""
	}
	return sqlf("(starts_with(type, %s) or id::text = lower(%s))", search, search)
}

// retryDelivery serves POST /console/db/NAME/outbox/retry.
func (s *Server) retryDelivery(v *visit) error {
	return v.act("/outbox/", "retried", func(ctx context.Context, q *gen.Queries, key []byte) ([]byte, error) {
		return q.ManageRetryDelivery(ctx, key, v.field("id"))
	})
}

// dropDelivery serves POST /console/db/NAME/outbox/drop.
func (s *Server) dropDelivery(v *visit) error {
	return v.act("/outbox/", "dropped", func(ctx context.Context, q *gen.Queries, key []byte) ([]byte, error) {
		return q.ManageDropDelivery(ctx, key, v.field("id"))
	})
}

// act calls a function of SQL that changes something, and returns to a page.
func (v *visit) act(page, notice string, change func(context.Context, *gen.Queries, []byte) ([]byte, error)) error {
	if _, err := v.call(change); err != nil {
		return err
	}
	v.db.Wake()
	return v.done(page, notice)
}

// eventStates are those of neon_auth.list_events.
var eventStates = []string{"waiting", "delivered", "refused", "failed"}

// events serves GET /console/db/NAME/outbox/events: the webhook's events with its responses.
func (s *Server) events(v *visit) error {
	given := v.URL.Query()
	found, err := v.list(given, func(ctx context.Context, q *gen.Queries, key, query []byte) ([]byte, error) {
		return q.ManageListEvents(ctx, key, query)
	}, "filter", "search")
	if err != nil {
		return err
	}
	found["Next"], found["Previous"] = v.cursors(given, found, "createdAt", "filter", "search")
	found["Filter"], found["Search"], found["States"], found["Tab"], found["HasInbox"] = given.Get("filter"), given.Get("search"), eventStates, "events", s.MailDir != ""
	state := "null"
	if given.Get("filter") != "" {
		state = literal(given.Get("filter"))
	}
	return v.render("events", "Outbox", found, withSQL(
		Statement{"The events of this page, with the webhook’s latest responses.", "select * from neon_auth.list_events(" + state + ")" +
			where(eventSearch(given.Get("search")), fromRow(given, found, newestFrom, "createdAt", "id")) + "\norder by \"createdAt\" desc, id desc\nlimit 50;"},
		Statement{"Delivers what failed again.", "select neon_auth.redeliver_event(id) from neon_auth.list_events('failed');"},
	))
}

// redeliverEvent serves POST /console/db/NAME/outbox/events.
func (s *Server) redeliverEvent(v *visit) error {
	return v.act("/outbox/events", "redelivered", func(ctx context.Context, q *gen.Queries, key []byte) ([]byte, error) {
		return q.ManageRedeliverEvent(ctx, key, v.field("id"))
	})
}
