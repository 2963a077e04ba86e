package management

// A need is what a key must be allowed to do.
type need string

const (
	read  need = "read"
	write need = "write"
)

// A route is one endpoint. Its path may contain {project_id}, {branch_id} and other values. A request is about the
// branch in its path, about the default branch if the path contains none but takes the auth of a branch, or about the
// project.
type route struct {
	method, path string
	need         need
	of           scope
	body         fields // the fields of the body; nil: the body is ignored
	handle       handler
}

// A scope says what a request is about, and where its handler works.
type scope int

const (
	ofBranch       scope = iota // the branch in the path; auth must be enabled there
	ofDefault                   // the default branch; auth must be enabled there
	ofPlace                     // the branch in the path or body, whether auth is enabled there or not
	ofDefaultPlace              // the default branch, whether auth is enabled there or not
	ofProject                   // the project
)

func (s scope) needsAuth() bool { return s == ofBranch || s == ofDefault }

// Paths of a branch's auth, and of the legacy endpoints, which are about the default branch.
const (
	branchAuth  = "/projects/{project_id}/branches/{branch_id}/auth"
	projectAuth = "/projects/{project_id}/auth"
)

// routes is the table of endpoints, one per line.
func routes() []route {
	provider := oneOf("auth_provider", "mock", "stack", "better_auth").required()
	project := text("project_id", 1, 60).required()
	user := fields{text("email", 1, 256).required(), text("name", 0, 255)}
	ends := fields{flag("delete_data")}
	return []route{
		{"GET", "/users/me", read, ofProject, nil, getCaller},
		{"GET", "/users/me/organizations", read, ofProject, nil, listOrganizations},
		{"GET", "/auth", read, ofProject, nil, getCaller},
		{"GET", "/projects", read, ofProject, nil, listProjects},
		{"GET", "/projects/{project_id}", read, ofProject, nil, getProject},
		{"GET", "/projects/{project_id}/branches", read, ofProject, nil, listBranches},
		{"GET", "/projects/{project_id}/branches/{branch_id}", read, ofPlace, nil, getBranch},

		{"GET", branchAuth, read, ofBranch, nil, getAuth},
		{"POST", branchAuth, write, ofPlace, fields{provider, text("database_name", 1, 63)}, enableAuth},
		{"DELETE", branchAuth, write, ofPlace, ends, disableAuth},
		{"PATCH", branchAuth + "/config", write, ofBranch, fields{text("name", 1, 256).required()}, setName},

		{"POST", branchAuth + "/users", write, ofBranch, user, createUser},
		{"DELETE", branchAuth + "/users/{auth_user_id}", write, ofBranch, nil, deleteUser},
		{"PUT", branchAuth + "/users/{auth_user_id}/role", write, ofBranch, fields{texts("roles", 1, 32).required()}, setRole},

		{"GET", branchAuth + "/domains", read, ofBranch, nil, listDomains},
		{"POST", branchAuth + "/domains", write, ofBranch, checkedInSQL, addDomain},
		{"DELETE", branchAuth + "/domains", write, ofBranch, checkedInSQL, removeDomains},
		{"GET", branchAuth + "/allow_localhost", read, ofBranch, nil, getSettings("allow_localhost")},
		{"PATCH", branchAuth + "/allow_localhost", write, ofBranch, checkedInSQL, changeSettings("allow_localhost")},
		{"GET", branchAuth + "/oauth_providers", read, ofBranch, nil, listProviders},
		{"POST", branchAuth + "/oauth_providers", write, ofBranch, checkedInSQL, addProvider},
		{"PATCH", branchAuth + "/oauth_providers/{oauth_provider_id}", write, ofBranch, checkedInSQL, changeProvider},
		{"DELETE", branchAuth + "/oauth_providers/{oauth_provider_id}", write, ofBranch, nil, removeProvider},
		{"GET", branchAuth + "/email_provider", read, ofBranch, nil, getMailServer},
		{"PATCH", branchAuth + "/email_provider", write, ofBranch, checkedInSQL, changeMailServer},
		{"POST", branchAuth + "/email_provider/test", write, ofBranch, checkedInSQL, testMailServer},
		{"POST", branchAuth + "/send_test_email", write, ofBranch, checkedInSQL, sendTestMail},
		{"GET", branchAuth + "/email_and_password", read, ofBranch, nil, getSettings("email_and_password")},
		{"PATCH", branchAuth + "/email_and_password", write, ofBranch, checkedInSQL, changeSettings("email_and_password")},
		{"GET", branchAuth + "/plugins", read, ofBranch, nil, getPlugins},
		{"PATCH", branchAuth + "/plugins/organization", write, ofBranch, checkedInSQL, changeSettings("organization")},
		{"PATCH", branchAuth + "/plugins/magic-link", write, ofBranch, checkedInSQL, changeSettings("magic_link")},
		{"GET", branchAuth + "/plugins/phone-number", read, ofBranch, nil, getSettings("phone_number")},
		{"PATCH", branchAuth + "/plugins/phone-number", write, ofBranch, checkedInSQL, changeSettings("phone_number")},
		{"GET", branchAuth + "/webhooks", read, ofBranch, nil, getSettings("webhooks")},
		{"PUT", branchAuth + "/webhooks", write, ofBranch, checkedInSQL, replaceSettings("webhooks")},

		{"POST", "/projects/auth/create", write, ofPlace, fields{provider, project, text("branch_id", 1, 60).required(), text("database_name", 1, 63), text("role_name", 1, 63)}, enableAuth},
		{"POST", "/projects/auth/keys", write, ofDefault, fields{provider, project}, createKeys},
		{"POST", "/projects/auth/user", write, ofDefault, append(fields{provider, project}, user...), createUser},
		{"POST", "/projects/auth/transfer_ownership", write, ofDefault, fields{provider, project}, transferOwnership},
		{"DELETE", projectAuth + "/users/{auth_user_id}", write, ofDefault, nil, deleteUser},
		{"GET", projectAuth + "/integrations", read, ofDefaultPlace, nil, listIntegrations},
		{"DELETE", projectAuth + "/integration/{auth_provider}", write, ofDefaultPlace, ends, disableAuth},
		{"GET", projectAuth + "/domains", read, ofDefault, nil, listDomains},
		{"POST", projectAuth + "/domains", write, ofDefault, checkedInSQL, addDomain},
		{"DELETE", projectAuth + "/domains", write, ofDefault, checkedInSQL, removeDomains},
		{"GET", projectAuth + "/oauth_providers", read, ofDefault, nil, listProviders},
		{"POST", projectAuth + "/oauth_providers", write, ofDefault, checkedInSQL, addProvider},
		{"PATCH", projectAuth + "/oauth_providers/{oauth_provider_id}", write, ofDefault, checkedInSQL, changeProvider},
		{"DELETE", projectAuth + "/oauth_providers/{oauth_provider_id}", write, ofDefault, nil, removeProvider},
		{"GET", projectAuth + "/email_server", read, ofDefault, nil, getMailServer},
		{"PATCH", projectAuth + "/email_server", write, ofDefault, checkedInSQL, changeMailServer},
	}
}
