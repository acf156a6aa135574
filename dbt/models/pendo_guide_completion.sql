with last_steps as (
    select guide_id, id as guide_step_id, step_index
    from (
        select
            guide_id,
            id,
            step_index,
            max(step_index) over (partition by guide_id) as last_index
        from {{ ref('stg_pendo_airbyte__guide_steps') }}
    ) as steps
    where step_index = last_index
),

seen as (
    select
        events.guide_id,
        count(distinct events.visitor_id) as visitors_seen,
        count(distinct case when last_steps.guide_step_id is not null then events.visitor_id end) as visitors_completed,
        min(events.date) as first_seen_on,
        max(events.date) as last_seen_on
    from {{ ref('stg_pendo_airbyte__guide_events') }} as events
    left join last_steps
        on last_steps.guide_id = events.guide_id
        and last_steps.guide_step_id = events.guide_step_id
    where events.type = 'guideSeen'
    group by events.guide_id
),

dismissed as (
    select guide_id, count(distinct visitor_id) as visitors_dismissed
    from {{ ref('stg_pendo_airbyte__guide_events') }}
    where type = 'guideDismissed'
    group by guide_id
)

select
    guides.id as guide_id,
    guides.name as guide_name,
    guides.state as guide_state,
    last_steps.step_index + 1 as steps,
    coalesce(seen.visitors_seen, 0) as visitors_seen,
    coalesce(seen.visitors_completed, 0) as visitors_completed,
    coalesce(dismissed.visitors_dismissed, 0) as visitors_dismissed,
    1.0 * seen.visitors_completed / nullif(seen.visitors_seen, 0) as completion,
    seen.first_seen_on,
    seen.last_seen_on
from {{ ref('stg_pendo_airbyte__guides') }} as guides
left join last_steps
    on last_steps.guide_id = guides.id
left join seen
    on seen.guide_id = guides.id
left join dismissed
    on dismissed.guide_id = guides.id
