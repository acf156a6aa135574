select
    days.row_key,
    days.date,
    {{ pendo_airbyte.is_still_moving('days.date') }} as is_still_moving,
    days.app_id,
    days.track_type_id,
    track_types.name as track_type_name,
    days.visitors,
    days.accounts,
    days.num_events
from {{ ref('pendo_track_days') }} as days
left join {{ ref('stg_pendo_airbyte__track_types') }} as track_types
    on track_types.id = days.track_type_id
