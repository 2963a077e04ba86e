package command

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
)

// A listedUser is a user as neon_auth.list_users returns them.
type listedUser struct {
	ID, Name, Email, BanReason string
	Role                       *string
	EmailVerified, Banned      bool
	BanExpires, CreatedAt      instant
}

// A listedSession is a session as neon_auth.get_user returns it.
type listedSession struct {
	ID        string  `json:"id"`
	State     string  `json:"state"`
	CreatedAt instant `json:"createdAt"`
	UpdatedAt instant `json:"updatedAt"`
	ExpiresAt instant `json:"expiresAt"`
	IPAddress *string `json:"ipAddress"`
	UserAgent *string `json:"userAgent"`
}

// described is what neon_auth.get_user returns.
type described struct {
	User            listedUser
	HasSecondFactor bool
	Accounts        []struct{ Provider string }
	Sessions        []listedSession
	Organizations   []struct{ Slug, Role string }
}

// state returns what matters about the user in a word or two.
func (u listedUser) state() string {
	switch {
	case u.Banned && u.BanExpires != "" && u.BanExpires != "infinity":
		return "banned until " + string(u.BanExpires)
	case u.Banned:
		return "banned"
	case !u.EmailVerified:
		return "unverified"
	}
	return "verified"
}

var userFilters = []string{"verified", "unverified", "banned", "admins"}

func (p *program) userList(flags *operatorFlags) *cobra.Command {
	query := struct {
		Search string `json:"search,omitempty"`
		Filter string `json:"filter,omitempty"`
		Sort   string `json:"sort,omitempty"`
		After  string `json:"after,omitempty"`
		Limit  int    `json:"limit"`
	}{}
	c := &cobra.Command{
		Use: "list", Short: "List users, newest first", Example: "  neonauth user list --search @example.com\n  neonauth user list --filter banned --sort email --limit 200\n  neonauth user list --json | jq -r '.rows[].email'",
	}
	c.Flags().StringVar(&query.Search, "search", "", "the beginning of an address or name, an id, or an end such as @example.com")
	c.Flags().StringVar(&query.Filter, "filter", "", "only "+strings.Join(userFilters, ", "))
	c.Flags().StringVar(&query.Sort, "sort", "createdAt", "createdAt (newest first) or email")
	c.Flags().IntVar(&query.Limit, "limit", 50, "how many, up to 1000")
	c.Flags().StringVar(&query.After, "after", "", "id of the last user of the list before")
	completeWith(c, "filter", userFilters...)
	completeWith(c, "sort", "createdAt", "email")
	return p.operate(c, flags, func(ctx context.Context, o operator, _ []string) error {
		switch {
		case query.Filter != "" && !slices.Contains(userFilters, query.Filter):
			return misuse(oneOf("--filter", query.Filter, userFilters))
		case query.Sort != "createdAt" && query.Sort != "email":
			return misuse(fmt.Errorf("--sort: %q is neither createdAt nor email", query.Sort))
		case query.Limit < 1 || query.Limit > 1000:
			return misuse(fmt.Errorf("--limit: %d is not between 1 and 1000", query.Limit))
		}
		var page struct {
			Rows    []listedUser
			HasNext bool
			Total   *int
		}
		asked, err := json.Marshal(query)
		if err != nil {
			return err
		}
		text, err := o.callJSON(ctx, &page, "select neon_auth.list_users($1::text::jsonb)::text", string(asked))
		if err != nil {
			return err
		}
		if o.asJSON {
			return printJSON(p.out, text)
		}
		users := newTable("EMAIL", "NAME", "ROLE", "STATE", "CREATED", "ID")
		for _, u := range page.Rows {
			users.add(u.Email, u.Name, value(u.Role), u.state(), string(u.CreatedAt), u.ID)
		}
		if err := users.print(p.out); err != nil {
			return err
		}
		if page.HasNext {
			of := ""
			if page.Total != nil {
				of = fmt.Sprintf(" of %d", *page.Total)
			}
			fmt.Fprintf(p.err, "%d%s. For the next ones add --after %s\n", len(page.Rows), of, page.Rows[len(page.Rows)-1].ID)
		}
		return nil
	})
}

func (p *program) userShow(flags *operatorFlags) *cobra.Command {
	return p.operate(&cobra.Command{
		Use: "show USER", Short: "Show a user", Args: needs("USER"), Example: "  neonauth user show ada@example.com\n  neonauth user show ada@example.com --json | jq .audit",
	}, flags, func(ctx context.Context, o operator, args []string) error {
		var user described
		text, err := o.callJSON(ctx, &user, "select neon_auth.get_user("+byUser+")::text", args[0])
		if err != nil {
			return err
		}
		if o.asJSON {
			return printJSON(p.out, text)
		}
		providers, organizations, live := []string{}, []string{}, 0
		for _, a := range user.Accounts {
			providers = append(providers, a.Provider)
		}
		for _, m := range user.Organizations {
			organizations = append(organizations, m.Slug+" ("+m.Role+")")
		}
		for _, s := range user.Sessions {
			if s.State == "live" {
				live++
			}
		}
		facts := &table{}
		facts.add("id", user.User.ID)
		facts.add("email", user.User.Email)
		facts.add("name", user.User.Name)
		facts.add("role", value(user.User.Role))
		facts.add("state", user.User.state())
		if user.User.Banned {
			facts.add("ban reason", user.User.BanReason)
		}
		facts.add("created", string(user.User.CreatedAt))
		facts.add("signs in with", strings.Join(providers, ", "))
		facts.add("second factor", yesNo(user.HasSecondFactor))
		facts.add("organizations", strings.Join(organizations, ", "))
		facts.add("live sessions", fmt.Sprint(live))
		return facts.print(p.out)
	})
}

func (p *program) userSessions(flags *operatorFlags) *cobra.Command {
	end, endAll := "", false
	c := &cobra.Command{
		Use: "sessions USER", Short: "List a user's sessions, or end them", Args: needs("USER"),
		Long:    "sessions lists the latest sessions of a user. With --end or --end-all it ends one or all, which signs the user out.",
		Example: "  neonauth user sessions ada@example.com\n  neonauth user sessions ada@example.com --end-all",
	}
	c.Flags().StringVar(&end, "end", "", "id of the session to end")
	c.Flags().BoolVar(&endAll, "end-all", false, "end all sessions")
	c.MarkFlagsMutuallyExclusive("end", "end-all")
	return p.operate(c, flags, func(ctx context.Context, o operator, args []string) error {
		switch {
		case endAll:
			ended := 0
			if err := o.call(ctx, &ended, "select neon_auth.revoke_sessions("+byUser+")", args[0]); err != nil {
				return err
			}
			return p.done(o, map[string]int{"ended": ended}, "ended %s of %s", counted(ended, "session"), args[0])
		case end != "":
			found := false
			if err := o.call(ctx, &found, "select neon_auth.revoke_session("+byUser+", $2)", args[0], end); err != nil {
				return err
			}
			if !found {
				return problem{"The user has no session with this id.", "List them with `neonauth user sessions " + args[0] + "`.", nil}
			}
			return p.done(o, map[string]int{"ended": 1}, "ended the session")
		}
		var user described
		if _, err := o.callJSON(ctx, &user, "select neon_auth.get_user("+byUser+")::text", args[0]); err != nil {
			return err
		}
		if o.asJSON {
			return printJSON(p.out, user.Sessions)
		}
		sessions := newTable("STATE", "SIGNED IN", "LAST USED", "EXPIRES", "ADDRESS", "BROWSER", "ID")
		for _, s := range user.Sessions {
			sessions.add(s.State, string(s.CreatedAt), string(s.UpdatedAt), string(s.ExpiresAt), value(s.IPAddress), shorten(value(s.UserAgent), 40), s.ID)
		}
		return sessions.print(p.out)
	})
}

// shorten returns at most n characters.
func shorten(text string, n int) string {
	if runes := []rune(text); len(runes) > n {
		return string(runes[:n-1]) + "…"
	}
	return text
}
