package check

import (
	"context"
	"errors"
	"fmt"
	"math"
	"net/netip"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"neonauth/sidecar/branch"
	"neonauth/sidecar/config"
	"neonauth/sidecar/secret"
)

// connection returns a finding if the connection to Postgres can be read or redirected by others on the network.
func connection(address string) finding {
	parsed, err := pgx.ParseConfig(address)
	if address == "" || err != nil {
		return finding{}
	}
	const mend = "DATABASE_URL=…?sslmode=verify-full"
	found := finding{}
	judge := func(host string, encrypted, verified bool) {
		switch {
		case isLocal(host):
		case !encrypted:
			found = finding{Warning, fmt.Sprintf("The connection to Postgres at %s may be unencrypted: passwords' hashes and tokens can be read on the way.", host), mend}
		case !verified && found.message == "":
			found = finding{Warning, fmt.Sprintf("The certificate of Postgres at %s is not verified: another server can take its place.", host), mend}
		}
	}
	verified := parsed.TLSConfig != nil && (!parsed.TLSConfig.InsecureSkipVerify || parsed.TLSConfig.VerifyPeerCertificate != nil)
	judge(parsed.Host, parsed.TLSConfig != nil, verified)
	for _, other := range parsed.Fallbacks {
		verified := other.TLSConfig != nil && (!other.TLSConfig.InsecureSkipVerify || other.TLSConfig.VerifyPeerCertificate != nil)
		judge(other.Host, other.TLSConfig != nil, verified)
	}
	return found
}

// isLocal reports whether a host is this machine: a socket's folder, or a loopback address.
func isLocal(host string) bool {
	if host == "" || host == "localhost" || strings.HasPrefix(host, "/") || strings.HasPrefix(host, "@") {
		return true
	}
	address, err := netip.ParseAddr(strings.Trim(host, "[]"))
	return err == nil && address.Unmap().IsLoopback()
}

// leastBits is the least entropy of NEONAUTH_SECRET, as estimated from its characters.
const leastBits = 100

// secret adds whether NEONAUTH_SECRET is strong, and opens what is sealed in the database.
func (r *report) secret(ctx context.Context, in Input) {
	const mend = "NEONAUTH_SECRET=$(openssl rand -hex 32)"
	found := []finding{}
	if _, err := secret.New(in.Config.Secret, in.Config.SecretPrevious); err != nil {
		found = append(found, finding{Failure, err.Error() + ".", mend})
	} else if bits := entropy(in.Config.Secret); bits < leastBits {
		found = append(found, finding{Warning, fmt.Sprintf("NEONAUTH_SECRET repeats its characters: it has about %.0f bits of randomness.", bits), mend})
	}
	if in.Database != nil {
		settings, err := in.Database.Settings(ctx)
		switch {
		case err != nil:
			found = append(found, finding{Failure, fmt.Sprintf("The settings cannot be read: %s.", err), "neonauth migrate"})
		case errors.Is(settings.KeyProblem(), branch.ErrKey):
			found = append(found, finding{Failure, "NEONAUTH_SECRET cannot open the key that signs tokens: it was sealed with another secret.", "NEONAUTH_SECRET_PREVIOUS=<the secret before>"})
		}
	}
	fine := "NEONAUTH_SECRET is strong, and opens the signing key."
	if in.Database == nil {
		fine = "NEONAUTH_SECRET is strong. Whether it opens the signing key is unknown without the database."
	}
	r.add("secret", "running", fine, found...)
}

// entropy estimates the bits of randomness of a text: by how often its characters, and its pairs of them, occur.
func entropy(text string) float64 {
	single, pairs := map[byte]int{}, map[string]int{}
	for i := range len(text) {
		single[text[i]]++
		if i > 0 {
			pairs[text[i-1:i+1]]++
		}
	}
	bits := 0.0
	for _, n := range single {
		bits -= float64(n) * math.Log2(float64(n)/float64(len(text)))
	}
	return bits * float64(len(pairs)) / float64(max(len(text)-1, 1))
}

// clock adds whether this machine's clock agrees with the database's.
func (r *report) clock(ctx context.Context, in Input) {
	if in.Database == nil {
		return
	}
	if _, err := in.Database.Settings(ctx); err != nil {
		return // reported by secret
	}
	health := in.Database.Health()
	found := []finding{}
	if health.IsSkewed() {
		state := Warning
		if health.Skew.Abs() > 30*time.Second {
			state = Failure
		}
		found = append(found, finding{state, "The clocks differ: " + health.Clocks() + ".", "timedatectl set-ntp true"})
	}
	if health.ReadOnly {
		found = append(found, finding{Failure, "The database accepts no writes: it is a standby, or its disk is full.", "DATABASE_URL=postgres://…,…/app?target_session_attrs=read-write"})
	}
	r.add("clock", "running", "This machine's clock agrees with the database's.", found...)
}

// proxies adds whether too many clients may claim another address.
func (r *report) proxies(c config.Config) {
	found := []finding{}
	for _, network := range c.TrustedProxies {
		if most := 8; network.Addr().Is4() && network.Bits() < most || network.Addr().Is6() && network.Bits() < 7 {
			found = append(found, finding{Failure, fmt.Sprintf("NEONAUTH_TRUSTED_PROXIES has %s: clients there can claim any address, and evade rate limits.", network), "NEONAUTH_TRUSTED_PROXIES=<address of the proxy>/32"})
		}
	}
	r.add("proxies", "running", "Only proxies may name the address of a client.", found...)
}

// development adds whether variables for development are set.
func (r *report) development(c config.Config) {
	found := []finding{}
	for _, v := range []struct {
		set              bool
		state, name, why string
	}{
		{c.InsecureCookies, Failure, "NEONAUTH_INSECURE_COOKIES", "session cookies are sent over plain http"},
		{c.AllowPrivateWebhooks && c.DatabaseURL != "", Warning, "NEONAUTH_WEBHOOK_ALLOW_PRIVATE", "a database's owner can send requests to your internal network"},
		{c.AllowPrivateProviders && c.DatabaseURL != "", Warning, "NEONAUTH_OAUTH_ALLOW_PRIVATE", "a database's owner can send requests to your internal network"},
		{c.AnySMTP && c.DatabaseURL != "", Warning, "NEONAUTH_SMTP_ALLOW", "a database's owner can connect to any address of your internal network"},
		{c.AutoMigrate && c.MigrateURL == c.DatabaseURL && c.DatabaseURL != "", Warning, "NEONAUTH_AUTO_MIGRATE", "the sidecar serves with the login that installs. Set NEONAUTH_MIGRATE_URL to another login"},
	} {
		if v.set {
			found = append(found, finding{v.state, v.name + " is set: " + v.why + ".", "unset " + v.name})
		}
	}
	r.add("development", "running", "No variable for development is set.", found...)
}
