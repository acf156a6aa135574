select
    days.row_key,
    days.date,
    {{ pendo_airbyte.is_still_moving('days.date') }} as is_still_moving,
    days.app_id,
    days.page_id,
    pages.name as page_name,
    days.visitors,
    days.accounts,
    days.num_events,
    days.num_minutes
from {{ ref('pendo_page_days') }} as days
left join {{ ref('stg_pendo_airbyte__pages') }} as pages
    on pages.id = days.page_id
