package branch

import (
	"context"
	"encoding/binary"
	"encoding/hex"
	"math"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgtype"

	"neonauth/gen"
)

// sessionRow is a SessionRow together with the memory of its pointers, so that a row takes two allocations.
type sessionRow struct {
	gen.SessionRow
	texts      [14]string
	banned     bool
	banExpires time.Time
	twoFactor  bool
	proofs     [2]time.Time
	anonymous  bool
	phone      bool
}

// getSessions is gen.GetSessions with a faster row reader. The generic one of pgx costs as much as the rest of a look-up.
// The replica is asked first, if it is not nil.
func (d *Database) getSessions(ctx context.Context, r *replica, branch string, hashes []string) (found []*gen.SessionRow, err error) {
	scan := func(rows pgx.Rows) error {
		found = make([]*gen.SessionRow, 0, len(hashes))
		for rows.Next() {
			row, err := readSession(rows)
			if err != nil {
				return err
			}
			found = append(found, row)
		}
		return rows.Err()
	}
	if r != nil && r.isReady() && r.read(ctx, d.Queries(), branch, scan, gen.GetSessions, branch, arrayOf(hashes)) == nil {
		if hold(found, d.Now()) {
			return found, nil
		}
		r.reads.doubted.Add(1)
	}
	rows, err := d.traced(ctx).Query(ctx, gen.GetSessions, branch, arrayOf(hashes))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	err = scan(rows)
	return found, err
}

// hold reports whether rows that a replica returned hold at the given time of the primary's clock. A replica compares with
// its own clock: if that is slow, it returns an expired session as valid; if it is fast, it ends a ban too early.
func hold(rows []*gen.SessionRow, now time.Time) bool {
	for _, row := range rows {
		isBanned := row.Banned != nil && *row.Banned && (row.BanExpires == nil || row.BanExpires.After(now))
		if isBanned || !row.IsExpired && !row.ExpiresAt.After(now) {
			return false
		}
	}
	return true
}

// arrayOf returns an array of hashes as Postgres reads it. pgx would box each element. Hashes are hex; another text is the
// hash of no token and is left out.
func arrayOf(hashes []string) string {
	array := make([]byte, 1, 2+len(hashes)*65)
	array[0] = '{'
	for _, hash := range hashes {
		if hash == "" || strings.Trim(hash, "0123456789abcdef") != "" {
			continue
		}
		if len(array) > 1 {
			array = append(array, ',')
		}
		array = append(array, hash...)
	}
	return string(append(array, '}'))
}

// readSession reads the current row. If a column other than text has text format, it leaves the row to pgx.
func readSession(rows pgx.Rows) (*gen.SessionRow, error) {
	fields, raw := rows.FieldDescriptions(), rows.RawValues()
	size := 0
	for i := range fields {
		if fields[i].Format != pgx.BinaryFormatCode && fields[i].DataTypeOID != pgtype.TextOID {
			row, err := pgx.RowToStructByPos[gen.SessionRow](rows)
			return &row, err
		}
		size += len(raw[i]) + 20 // a uuid in text form is 20 characters longer
	}
	c := columns{raw: raw, fields: fields}
	c.all.Grow(size)
	s := &sessionRow{}
	s.TokenHash, s.ID = c.text(), c.text()
	s.ExpiresAt, s.CreatedAt, s.UpdatedAt = c.time(), c.time(), c.time()
	s.IPAddress, s.UserAgent = c.nullText(&s.texts[0]), c.nullText(&s.texts[1])
	s.ImpersonatedBy, s.ActiveOrganizationID = c.nullText(&s.texts[2]), c.nullText(&s.texts[3])
	s.Remembered = c.bool()
	s.UserID, s.Name, s.Email, s.EmailVerified = c.text(), c.text(), c.text(), c.bool()
	s.Image = c.nullText(&s.texts[4])
	s.UserCreatedAt, s.UserUpdatedAt = c.time(), c.time()
	s.Role = c.nullText(&s.texts[5])
	if !c.isNull() {
		s.Banned = &s.banned
	}
	s.banned = c.bool()
	s.BanReason = c.nullText(&s.texts[6])
	if !c.isNull() {
		s.BanExpires = &s.banExpires
	}
	s.banExpires = c.time()
	s.IsDue, s.IsExpired, s.ConfigVersion = c.bool(), c.bool(), c.text()
	s.OrganizationSlug, s.OrganizationRole = c.nullText(&s.texts[7]), c.nullText(&s.texts[8])
	s.ActiveTeamID = c.nullText(&s.texts[9])
	if !c.isNull() {
		s.TwoFactorEnabled = &s.twoFactor
	}
	s.twoFactor = c.bool()
	s.Amr = c.text()
	if !c.isNull() {
		s.AuthenticatedAt = &s.proofs[0]
	}
	s.proofs[0] = c.time()
	if !c.isNull() {
		s.SecondFactorAt = &s.proofs[1]
	}
	s.proofs[1] = c.time()
	if !c.isNull() {
		s.IsAnonymous = &s.anonymous
	}
	s.anonymous = c.bool()
	s.Username, s.DisplayUsername, s.LastLoginMethod = c.nullText(&s.texts[10]), c.nullText(&s.texts[11]), c.nullText(&s.texts[12])
	s.PhoneNumber = c.nullText(&s.texts[13])
	if !c.isNull() {
		s.PhoneNumberVerified = &s.phone
	}
	s.phone = c.bool()
	return &s.SessionRow, nil
}

// columns reads the values of a row from left to right, in text and binary format. All texts are parts of one string that
// is allocated once.
type columns struct {
	fields []pgconn.FieldDescription
	raw    [][]byte
	at     int
	all    strings.Builder
}

func (c *columns) next() []byte {
	value := c.raw[c.at]
	c.at++
	return value
}

func (c *columns) isNull() bool { return c.raw[c.at] == nil }

func (c *columns) bool() bool {
	value := c.next()
	return len(value) == 1 && value[0] == 1
}

func (c *columns) text() string {
	begin, isUUID := c.all.Len(), c.fields[c.at].DataTypeOID == pgtype.UUIDOID
	value := c.next()
	if isUUID && len(value) == 16 {
		var text [36]byte
		hex.Encode(text[:8], value[:4])
		hex.Encode(text[9:13], value[4:6])
		hex.Encode(text[14:18], value[6:8])
		hex.Encode(text[19:23], value[8:10])
		hex.Encode(text[24:], value[10:])
		text[8], text[13], text[18], text[23] = '-', '-', '-', '-'
		value = text[:]
	}
	c.all.Write(value)
	return c.all.String()[begin:]
}

// nullText stores a text in the given place and returns the place, or nil for null.
func (c *columns) nullText(place *string) *string {
	if c.isNull() {
		c.at++
		return nil
	}
	*place = c.text()
	return place
}

func (c *columns) time() time.Time {
	value := c.next()
	if len(value) != 8 {
		return time.Time{}
	}
	switch micros := int64(binary.BigEndian.Uint64(value)); micros {
	case math.MaxInt64:
		return lastInstant
	case math.MinInt64:
		return firstInstant
	default:
		return time.Unix(epoch+micros/1_000_000, micros%1_000_000*1_000)
	}
}

// epoch is the Unix time at which Postgres' binary times begin: 2000-01-01.
const epoch = 946_684_800
