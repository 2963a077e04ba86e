package command

import (
	"context"
	"fmt"
	"os"
	"time"
	"unicode/utf16"

	"github.com/spf13/cobra"

	"neonauth/sidecar/password"
)

// byUser calls a function with the user whom $1 names.
const byUser = "neon_auth.find_user($1)"

// userCommand is `neonauth user`. Each command calls one function of neon_auth, as the console does.
func (p *program) userCommand() *cobra.Command {
	c := group(&cobra.Command{
		Use: "user", Short: "Create, find, ban, export or delete users",
		Long: "user works on the users of the database of NEONAUTH_MIGRATE_URL (or DATABASE_URL), through the login that installs, or of\n" +
			"another database of the same server with --branch. USER is an address or an id. The audit log names the login.\n" +
			"Passwords are read from the terminal or standard input.",
	})
	flags := &operatorFlags{}
	flags.add(c)
	c.AddCommand(
		p.userCreate(flags), p.userList(flags), p.userShow(flags), p.userBan(flags), p.userUnban(flags), p.userSetRole(flags), p.userSetPassword(flags),
		p.userResetLink(flags), p.userSessions(flags), p.userExport(flags), p.userRemove(flags, "erase"), p.userRemove(flags, "delete"),
	)
	return c
}

func (p *program) userCreate(flags *operatorFlags) *cobra.Command {
	name, role, redirect, verified, link := "", "", "", false, false
	secret := &passwordFlag{}
	c := &cobra.Command{
		Use: "create ADDRESS", Short: "Create a user", Args: needs("ADDRESS"),
		Long: "create creates a user. Without --password and --send-link the user can only sign in by mail, or with a provider.",
		Example: "  neonauth user create ada@example.com --name Ada --send-link\n  neonauth user create root@example.com --role admin --verified --password\n" +
			"  pass show root | neonauth user create root@example.com --password",
	}
	c.Flags().StringVar(&name, "name", "", "name of the user (default: the address)")
	c.Flags().StringVar(&role, "role", "user", "role, or roles separated by commas")
	c.Flags().BoolVar(&verified, "verified", false, "the address is known to belong to the user")
	secret.add(c)
	c.Flags().BoolVar(&link, "send-link", false, "mail a link to set a password")
	c.Flags().StringVar(&redirect, "redirect-to", "", "page on which the link sets the password (default: /auth/reset-password at the first trusted origin)")
	return p.operate(c, flags, func(ctx context.Context, o operator, args []string) error {
		var hash *string
		if secret.wanted {
			text, err := p.newPassword(ctx, o)
			if err != nil {
				return err
			}
			hash = &text
		}
		if name == "" {
			name = args[0]
		}
		made := createdUser{Email: args[0]}
		if err := o.call(ctx, &made.ID, "select neon_auth.create_user($1, $2, $3, $4, $5, null, $6, nullif($7, ''))::text",
			args[0], name, hash, verified, role, link, redirect); err != nil {
			return err
		}
		return p.done(o, made, "created user %s (%s)", made.Email, made.ID)
	})
}

// A createdUser is what the JSON of create says.
type createdUser struct {
	ID    string `json:"id"`
	Email string `json:"email"`
}

// newPassword reads a password and returns its hash, if it is as long as the settings demand.
func (p *program) newPassword(ctx context.Context, o operator) (string, error) {
	text, err := p.readSecret(ctx, "password")
	if err != nil {
		return "", err
	}
	if err := o.do(ctx, "select neon_auth_internal.check_password_length($1)", len(utf16.Encode([]rune(text)))); err != nil {
		return "", err
	}
	if err := refuseBreached(ctx, o, text); err != nil {
		return "", err
	}
	return password.New(0, 0).Hash(ctx, text)
}

// done reports what was done: as JSON, or as a sentence.
func (p *program) done(o operator, value any, sentence string, words ...any) error {
	if o.asJSON {
		return printJSON(p.out, value)
	}
	for i, word := range words {
		if text, ok := word.(string); ok {
			words[i] = printable(text)
		}
	}
	_, err := fmt.Fprintf(p.out, sentence+"\n", words...)
	return err
}

// a userChange is what the JSON of a change says.
type userChange struct {
	User string `json:"user"`
	Did  string `json:"did"`
}

func (p *program) userBan(flags *operatorFlags) *cobra.Command {
	reason, until := "", ""
	c := &cobra.Command{
		Use: "ban USER", Short: "Ban a user, and end their sessions", Args: needs("USER"),
		Example: "  neonauth user ban eve@example.com --reason spam\n  neonauth user ban eve@example.com --until 7d",
	}
	c.Flags().StringVar(&reason, "reason", "No reason", "why; administrators see it")
	c.Flags().StringVar(&until, "until", "", "when the ban ends: after a duration like 12h or 30d, or at a time like 2027-01-31T12:00:00Z (default: never)")
	return p.operate(c, flags, func(ctx context.Context, o operator, args []string) error {
		ends, err := expiry("--until", until, time.Now())
		if err != nil {
			return misuse(err)
		}
		if err := o.do(ctx, "select neon_auth.ban_user("+byUser+", $2, $3)", args[0], reason, ends); err != nil {
			return err
		}
		if ends != nil {
			return p.done(o, userChange{args[0], "banned"}, "banned %s until %s UTC", args[0], moment(ends))
		}
		return p.done(o, userChange{args[0], "banned"}, "banned %s", args[0])
	})
}

func (p *program) userUnban(flags *operatorFlags) *cobra.Command {
	return p.operate(&cobra.Command{
		Use: "unban USER", Short: "Lift a ban", Args: needs("USER"), Example: "  neonauth user unban eve@example.com",
	}, flags, func(ctx context.Context, o operator, args []string) error {
		if err := o.do(ctx, "select neon_auth.unban_user("+byUser+")", args[0]); err != nil {
			return err
		}
		return p.done(o, userChange{args[0], "unbanned"}, "lifted the ban of %s", args[0])
	})
}

func (p *program) userSetRole(flags *operatorFlags) *cobra.Command {
	return p.operate(&cobra.Command{
		Use: "set-role USER ROLE", Short: "Replace a user's roles", Args: needs("USER", "ROLE"),
		Long:    "set-role replaces the roles of a user: admin, user, or others that your app knows, separated by commas.",
		Example: "  neonauth user set-role ada@example.com admin\n  neonauth user set-role ada@example.com user,editor",
	}, flags, func(ctx context.Context, o operator, args []string) error {
		if err := o.do(ctx, "select neon_auth.set_role("+byUser+", $2)", args[0], args[1]); err != nil {
			return err
		}
		return p.done(o, userChange{args[0], "role " + args[1]}, "%s has role %s", args[0], args[1])
	})
}

func (p *program) userSetPassword(flags *operatorFlags) *cobra.Command {
	return p.operate(&cobra.Command{
		Use: "set-password USER", Short: "Set a user's password, and end their sessions", Args: needs("USER"),
		Long: "set-password reads the password from the terminal, twice and without showing it, or as the only line of standard input.\n" +
			"It ends all sessions of the user, and all mailed codes and links.",
		Example: "  neonauth user set-password ada@example.com\n  pass show ada | neonauth user set-password ada@example.com",
	}, flags, func(ctx context.Context, o operator, args []string) error {
		id := ""
		if err := o.call(ctx, &id, "select "+byUser+"::text", args[0]); err != nil {
			return err
		}
		hash, err := p.newPassword(ctx, o)
		if err != nil {
			return err
		}
		if err := o.do(ctx, "select neon_auth.set_password($1, $2)", id, hash); err != nil {
			return err
		}
		return p.done(o, userChange{args[0], "password set"}, "set the password of %s; all sessions have ended", args[0])
	})
}

func (p *program) userResetLink(flags *operatorFlags) *cobra.Command {
	redirect := ""
	c := &cobra.Command{
		Use: "reset-link USER", Short: "Mail a user a link to set a password", Args: needs("USER"),
		Long: "reset-link queues a mail, which a running sidecar sends. The link is valid for a day, and once.", Example: "  neonauth user reset-link ada@example.com",
	}
	c.Flags().StringVar(&redirect, "redirect-to", "", "page on which the link sets the password, at a trusted origin (default: /auth/reset-password at the first one)")
	return p.operate(c, flags, func(ctx context.Context, o operator, args []string) error {
		if err := o.do(ctx, "select neon_auth.send_password_link("+byUser+", nullif($2, ''))", args[0], redirect); err != nil {
			return err
		}
		return p.done(o, userChange{args[0], "link queued"}, "queued a mail with a link for %s; `neonauth outbox list` shows whether it is sent", args[0])
	})
}

func (p *program) userExport(flags *operatorFlags) *cobra.Command {
	file := ""
	c := &cobra.Command{
		Use: "export USER", Short: "Print all data about a user as JSON", Args: needs("USER"),
		Long:    "export prints all data about a user, without passwords and tokens: for a request for access by law.",
		Example: "  neonauth user export ada@example.com --output ada.json",
	}
	c.Flags().StringVarP(&file, "output", "o", "", "new file for the JSON, which only you can read")
	return p.operate(c, flags, func(ctx context.Context, o operator, args []string) error {
		var data map[string]any
		text, err := o.callJSON(ctx, &data, "select neon_auth.export_user("+byUser+")::text", args[0])
		if err != nil {
			return err
		}
		if file == "" {
			return printJSON(p.out, text)
		}
		out, err := os.OpenFile(file, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
		if err != nil {
			return err
		}
		defer out.Close() // closing it twice is harmless
		if err := printJSON(out, text); err != nil {
			return err
		}
		return out.Close()
	})
}

func (p *program) userRemove(flags *operatorFlags, verb string) *cobra.Command {
	yes, erases := false, verb == "erase"
	c := &cobra.Command{
		Use: verb + " USER", Short: "Delete a user with sessions, accounts and memberships", Args: needs("USER"),
		Long:    "delete asks on a terminal for the address, and needs --yes elsewhere. The audit log keeps what it knows of the user.",
		Example: "  neonauth user " + verb + " eve@example.com\n  neonauth user " + verb + " eve@example.com --yes",
	}
	if erases {
		c.Short = "Delete a user, and all personal data about them"
		c.Long = "erase deletes what delete does, and the personal data in mails, events, invitations and the audit log. It asks on a\n" +
			"terminal for the address, and needs --yes elsewhere. It cannot be undone."
	}
	c.Flags().BoolVar(&yes, "yes", false, "do not ask")
	return p.operate(c, flags, func(ctx context.Context, o operator, args []string) error {
		var described described
		if _, err := o.callJSON(ctx, &described, "select neon_auth.get_user("+byUser+")::text", args[0]); err != nil {
			return err
		}
		user := described.User
		if err := p.confirm(ctx, yes, fmt.Sprintf("This %ss user %s (%s) for good.", verb, user.Email, user.ID), user.Email); err != nil {
			return err
		}
		if err := o.do(ctx, "select neon_auth.remove_user($1, $2)", user.ID, erases); err != nil {
			return err
		}
		did := map[bool]string{true: "erased", false: "deleted"}[erases]
		return p.done(o, userChange{user.Email, did}, "%s %s", did, user.Email)
	})
}
