with weeks as (
    select
        {{ pendo_airbyte.week_of('date') }} as week,
        max(date) as last_date,
        guide_id,
        poll_id,
        count(*) as responses,
        count(distinct visitor_id) as visitors,
        count(case when category = 'promoter' then 1 end) as promoters,
        count(case when category = 'passive' then 1 end) as passives,
        count(case when category = 'detractor' then 1 end) as detractors,
        count(reason) as responses_with_reason,
        1.0 * sum(rating) / count(*) as average_rating
    from {{ ref('pendo_nps_responses') }}
    group by {{ pendo_airbyte.week_of('date') }}, guide_id, poll_id
)

select
    {{ pendo_airbyte.row_key(['week', 'weeks.guide_id', 'weeks.poll_id']) }} as row_key,
    weeks.week,
    {{ pendo_airbyte.is_still_moving('weeks.last_date') }} as is_still_moving,
    weeks.guide_id,
    guides.name as guide_name,
    weeks.poll_id,
    polls.question,
    weeks.responses,
    weeks.visitors,
    weeks.promoters,
    weeks.passives,
    weeks.detractors,
    weeks.responses_with_reason,
    weeks.average_rating,
    100.0 * (weeks.promoters - weeks.detractors) / weeks.responses as nps
from weeks
left join {{ ref('stg_pendo_airbyte__guides') }} as guides
    on guides.id = weeks.guide_id
left join {{ ref('stg_pendo_airbyte__polls') }} as polls
    on polls.guide_id = weeks.guide_id
    and polls.id = weeks.poll_id
