package management

import (
	"net/http"

	"neonauth/gen"
)

// getSettings returns the handler that answers a group of settings.
func getSettings(group string) handler {
	return func(_ *Server, r *request) error {
		body, err := r.queries.ManageGetSettings(r.ctx, r.key, group)
		return r.json(http.StatusOK, body, err)
	}
}

// changeSettings returns the handler of PATCH for a group of settings: fields that are left out keep their values.
func changeSettings(group string) handler { return putSettings(group, false) }

// replaceSettings returns the handler of PUT for a group of settings: fields that are left out get their defaults.
func replaceSettings(group string) handler { return putSettings(group, true) }

func putSettings(group string, whole bool) handler {
	return func(_ *Server, r *request) error {
		fields, err := r.object()
		if err != nil {
			return err
		}
		body, err := r.queries.ManageChangeSettings(r.ctx, gen.ManageChangeSettingsParams{
			KeyHash: r.key, GroupName: group, Fields: fields, IsWhole: whole,
		})
		return r.json(http.StatusOK, body, err)
	}
}

// GET …/auth/plugins
func getPlugins(_ *Server, r *request) error {
	body, err := r.queries.ManageGetPlugins(r.ctx, r.key)
	return r.json(http.StatusOK, body, err)
}
