audit-title = 🗒 <b>Journal</b>
audit-empty = Nothing yet.
audit-line = <i>{ $when }</i> · { $actor }
    { $what }
audit-action-grant = points given
audit-action-program-apply = new rules
audit-action-program-undo = earlier rules put back
audit-action-staff-invite = employee invited
audit-action-staff-join = employee connected
audit-action-staff-role = new role
audit-action-staff-dismiss = employee taken off
audit-action-merchant-create = new till
audit-action-merchant-rotate-key = key replaced
audit-action-campaign-start = broadcast
audit-action-campaign-stop = broadcast stopped
audit-action-customer-open = customer viewed
audit-action-customer-lookup = lookup by phone
audit-action-contact-move = card moved
