package api_test

import "testing"

// An invitation is mailed in the transaction that makes it, where the settings say so, with a link to the page of the
// app that sends it, never to a host from a request header.
func TestInvitationMail(t *testing.T) {
	t.Parallel()
	o := openOffice(t)
	ann, zoe := o.hire("ann"), o.hire("zoe")
	acme := ann.found("acme")
	const mails = `select count(*) from neon_auth.outbox`
	id := ann.invite(zoe, acme, "member")
	if n := ask[int](o, mails); n != 0 {
		t.Errorf("%d mails, though the settings want none", n)
	}

	o.set(`{"config": {"sendInvitationEmail": true}}`)
	ann.post("/organization/invite-member", fields{"email": zoe.email, "role": "member", "organizationId": acme}).
		want(o, "again", 400, "USER_IS_ALREADY_INVITED_TO_THIS_ORGANIZATION")
	if n := ask[int](o, mails); n != 0 {
		t.Errorf("%d mails for what was refused", n)
	}
	ann.post("/organization/invite-member", fields{"email": zoe.email, "role": "member", "organizationId": acme, "resend": true}).
		want(o, "resend", 200, "")
	const sent = `select concat_ws(' ', kind, recipient, facts ->> 'organization', facts ->> 'inviter', facts ->> 'link')
		from neon_auth.outbox where recipient = $1`
	want := "invitation zoe@office.test acme ann " + officeOrigin + "/auth/accept-invitation?invitationId=" + id
	if got := ask[string](o, sent, zoe.email); got != want {
		t.Errorf("the mail is %q, want %q", got, want)
	}
}
