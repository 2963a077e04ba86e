package branch

import (
	"context"
	"errors"
	"sync/atomic"

	"github.com/jackc/pgx/v5/pgxpool"

	"neonauth/gen"
)

// reads counts the reads of a replica.
type reads struct{ answered, behind, failed, doubted atomic.Uint64 }

func (r *reads) count(err error) {
	switch {
	case err == nil:
		r.answered.Add(1)
	case errors.Is(err, errBehind):
		r.behind.Add(1)
	default:
		r.failed.Add(1)
	}
}

// A ReplicaState is the state of a replica. The primary answered the reads that it did not.
type ReplicaState struct {
	Address  string        // host and port
	Pool     *pgxpool.Stat // nil: it is not connected
	Answered uint64        // reads that it answered
	Behind   uint64        // reads that it declined, because it had not replayed enough or follows another server
	Failed   uint64        // reads that failed or took too long
	Doubted  uint64        // of those answered, how many the primary answered again, because the clocks differ
}

// Replicas returns the state of each replica.
func (d *Database) Replicas() (states []ReplicaState) {
	for _, r := range d.replicas {
		s := ReplicaState{
			Address: r.address, Answered: r.reads.answered.Load(), Behind: r.reads.behind.Load(), Failed: r.reads.failed.Load(), Doubted: r.reads.doubted.Load(),
		}
		if r.isUp.Load() { // keep stores pool before
			s.Pool = r.pool.Stat()
		}
		states = append(states, s)
	}
	return states
}

// ErrNotReplica is returned for a server that is named as a replica but is not one.
var ErrNotReplica = errors.New("the server is not a replica")

// replayLag returns null on a server that is not a replica.
const replayLag = `
select pg_catalog.pg_wal_lsn_diff($1::pg_catalog.text::pg_catalog.pg_lsn, pg_catalog.pg_last_wal_replay_lsn())::pg_catalog.int8`

// ReplicaLag returns how many bytes of the primary's log a connected replica has not replayed.
func (d *Database) ReplicaLag(ctx context.Context, address string) (bytes int64, err error) {
	for _, r := range d.replicas {
		if r.address != address || !r.isUp.Load() {
			continue
		}
		written, err := d.Queries().WALPosition(ctx)
		if err != nil {
			return 0, err
		}
		var on gen.DBTX = r.pool
		if r.pooled {
			on = uncompiled(r.pool)
		}
		var lag *int64
		if err := on.QueryRow(ctx, replayLag, written.Position).Scan(&lag); err != nil {
			return 0, err
		}
		if lag == nil {
			return 0, ErrNotReplica
		}
		return max(*lag, 0), nil
	}
	return 0, errors.New("the replica is not connected")
}
