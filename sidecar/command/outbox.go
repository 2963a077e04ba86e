package command

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
)

// A listedDelivery is a mail or webhook event as neon_auth.list_deliveries returns it.
type listedDelivery struct {
	ID            string     `json:"id"`
	Kind          string     `json:"kind"`
	Recipient     string     `json:"recipient"`
	State         string     `json:"state"`
	Attempts      int        `json:"attempts"`
	LastError     *string    `json:"lastError"`
	CreatedAt     time.Time  `json:"createdAt"`
	NextAttemptAt *time.Time `json:"nextAttemptAt"`
	FinishedAt    *time.Time `json:"finishedAt"`
}

var deliveryStates = []string{"waiting", "sent", "dead", "held", "of another branch"}

// outboxCommand is `neonauth outbox`. Each command calls one function of neon_auth, as the console does.
func (p *program) outboxCommand() *cobra.Command {
	c := group(&cobra.Command{
		Use: "outbox", Short: "List, retry or discard mails on their way",
		Long: "outbox shows the mails and webhook events of the last days: waiting, sent, dead (given up), held (this is a branch that\n" +
			"sends no mail), or of another branch. It never shows codes and links. See `neonauth help mail`.",
	})
	flags := &operatorFlags{}
	flags.add(c)
	c.AddCommand(p.outboxList(flags), p.outboxShow(flags), p.outboxRetry(flags), p.outboxDiscard(flags))
	return c
}

func (p *program) outboxList(flags *operatorFlags) *cobra.Command {
	state, to, limit := "", "", 50
	c := &cobra.Command{
		Use: "list", Short: "List mails and events, newest first",
		Example: "  neonauth outbox list --state dead\n  neonauth outbox list --to ada@example.com\n  neonauth outbox list --json | jq '.[] | select(.attempts > 3)'",
	}
	c.Flags().StringVar(&state, "state", "", "only those in a state: "+strings.Join(deliveryStates, ", "))
	c.Flags().StringVar(&to, "to", "", "only those whose recipient begins with this text")
	c.Flags().IntVar(&limit, "limit", limit, "how many")
	completeWith(c, "state", deliveryStates...)
	return p.operate(c, flags, func(ctx context.Context, o operator, _ []string) error {
		switch {
		case state != "" && !slices.Contains(deliveryStates, state):
			return misuse(oneOf("--state", state, deliveryStates))
		case limit < 1:
			return misuse(fmt.Errorf("--limit: %d is not above 0", limit))
		}
		mails := []listedDelivery{}
		if _, err := o.callJSON(ctx, &mails, `
			select coalesce(jsonb_agg(to_jsonb(d) order by d."createdAt" desc, d.id), '[]')::text
			from (
			  select d.* from neon_auth.list_deliveries(nullif($1, '')) d
			  where starts_with(lower(d.recipient), lower($2)) order by d."createdAt" desc, d.id limit $3) d`, state, to, limit); err != nil {
			return err
		}
		if o.asJSON {
			return printJSON(p.out, mails)
		}
		table := newTable("STATE", "KIND", "RECIPIENT", "CREATED", "ATTEMPTS", "NEXT", "ID", "LAST ERROR")
		for _, m := range mails {
			table.add(m.State, m.Kind, m.Recipient, at(m.CreatedAt), fmt.Sprint(m.Attempts), moment(m.NextAttemptAt), m.ID, shorten(value(m.LastError), 60))
		}
		return table.print(p.out)
	})
}

func (p *program) outboxShow(flags *operatorFlags) *cobra.Command {
	return p.operate(&cobra.Command{
		Use: "show ID", Short: "Show a mail or event, without its code or link", Args: needs("ID"), Example: "  neonauth outbox show 4f7c2a1e-5d0b-4c1e-9a52-0c8d7f6b3e21",
	}, flags, func(ctx context.Context, o operator, args []string) error {
		var mail struct {
			listedDelivery
			ExpiresAt *time.Time
			Language  *string
			Branch    string
			IsSealed  bool
			Facts     json.RawMessage
		}
		text, err := o.callJSON(ctx, &mail, "select neon_auth.get_delivery($1)::text", args[0])
		switch {
		case err != nil:
			return err
		case text == nil:
			return noDelivery
		case o.asJSON:
			return printJSON(p.out, text)
		}
		facts := &table{}
		facts.add("id", mail.ID)
		facts.add("kind", mail.Kind)
		facts.add("recipient", mail.Recipient)
		facts.add("state", mail.State)
		facts.add("attempts", fmt.Sprint(mail.Attempts))
		facts.add("last error", value(mail.LastError))
		facts.add("created", at(mail.CreatedAt))
		facts.add("next attempt", moment(mail.NextAttemptAt))
		facts.add("finished", moment(mail.FinishedAt))
		facts.add("expires", moment(mail.ExpiresAt))
		facts.add("language", value(mail.Language))
		facts.add("branch", mail.Branch)
		facts.add("code or link", map[bool]string{true: "sealed", false: "none"}[mail.IsSealed])
		facts.add("facts", string(mail.Facts))
		return facts.print(p.out)
	})
}

// noDelivery is returned for an id of nothing in the outbox.
var noDelivery = problem{"There is no mail or event with this id.", "List them with `neonauth outbox list`.", nil}

func (p *program) outboxRetry(flags *operatorFlags) *cobra.Command {
	dead := false
	c := &cobra.Command{
		Use: "retry ID...", Short: "Send waiting or dead mails at once",
		Long:    "retry lets a running sidecar send waiting or dead mails at once, with all attempts again. Mails whose code or link has\nexpired are not sent.",
		Example: "  neonauth outbox retry 4f7c2a1e-5d0b-4c1e-9a52-0c8d7f6b3e21\n  neonauth outbox retry --dead",
		Args: func(c *cobra.Command, args []string) error {
			if dead && len(args) == 0 {
				return nil
			} else if dead {
				return fmt.Errorf("%s takes either ids or --dead", c.CommandPath())
			}
			return needs("ID...")(c, args)
		},
	}
	c.Flags().BoolVar(&dead, "dead", false, "all dead ones")
	return p.operate(c, flags, func(ctx context.Context, o operator, ids []string) error {
		if dead {
			if _, err := o.callJSON(ctx, &ids, "select coalesce(jsonb_agg(d.id), '[]')::text from neon_auth.list_deliveries('dead') d"); err != nil {
				return err
			}
		}
		return p.forEach(ctx, o, ids, "select neon_auth.retry_delivery($1)", "queued", dead,
			problem{"It cannot be sent again: it was sent, belongs to another branch, has expired, or is gone.", "See `neonauth outbox show ID`.", nil})
	})
}

func (p *program) outboxDiscard(flags *operatorFlags) *cobra.Command {
	return p.operate(&cobra.Command{
		Use: "discard ID...", Short: "Delete mails or events from the outbox", Args: needs("ID..."),
		Long: "discard deletes mails or events, which are then not sent. One that is being sent right now is still delivered.", Example: "  neonauth outbox discard 4f7c2a1e-5d0b-4c1e-9a52-0c8d7f6b3e21",
	}, flags, func(ctx context.Context, o operator, ids []string) error {
		return p.forEach(ctx, o, ids, "select neon_auth.drop_delivery($1)", "discarded", false, noDelivery)
	})
}

// forEach runs a statement with each id, which returns whether it did something. The error is for the ids with which it did
// not, unless some may be left out.
func (p *program) forEach(ctx context.Context, o operator, ids []string, statement, did string, some bool, otherwise problem) error {
	done, missed := []string{}, []string{}
	for _, id := range ids {
		found := false
		if err := o.call(ctx, &found, statement, id); err != nil {
			return err
		}
		if found {
			done = append(done, id)
		} else {
			missed = append(missed, id)
		}
	}
	if err := p.done(o, map[string][]string{did: done, "not_" + did: missed}, "%s %d of %d", did, len(done), len(ids)); err != nil {
		return err
	}
	if len(missed) > 0 && !some {
		return problem{strings.Join(missed, ", ") + ": " + otherwise.what, otherwise.todo, nil}
	}
	return nil
}
