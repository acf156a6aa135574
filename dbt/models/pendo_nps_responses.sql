with ratings as (
    select
        answers.row_key,
        answers.browser_time,
        answers.date,
        answers.is_still_moving,
        answers.visitor_id,
        answers.is_anonymous,
        answers.account_id,
        answers.app_id,
        answers.guide_id,
        answers.poll_id,
        cast(answers.poll_response as {{ dbt.type_bigint() }}) as rating,
        lead(answers.browser_time) over (
            partition by answers.guide_id, answers.poll_id, answers.visitor_id
            order by answers.browser_time, answers.row_number, answers.row_key
        ) as next_rating_time
    from {{ ref('stg_pendo_airbyte__poll_events') }} as answers
    where answers.poll_type = 'NPSRating'
        and answers.poll_response in ('0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '10')
),

-- The rating's poll names the poll that asks why. Its answer comes with the rating or later, before the next rating.
reasons as (
    select
        ratings.row_key,
        answers.poll_response as reason,
        row_number() over (
            partition by ratings.row_key
            order by answers.browser_time, answers.row_number, answers.row_key
        ) as place
    from ratings
    inner join {{ ref('stg_pendo_airbyte__polls') }} as polls
        on polls.guide_id = ratings.guide_id
        and polls.id = ratings.poll_id
    inner join {{ ref('stg_pendo_airbyte__poll_events') }} as answers
        on answers.guide_id = ratings.guide_id
        and answers.poll_id = polls.follow_up_poll_id
        and answers.visitor_id = ratings.visitor_id
        and answers.browser_time >= ratings.browser_time
        and (answers.browser_time < ratings.next_rating_time or ratings.next_rating_time is null)
    where answers.poll_response <> ''
)

select
    ratings.row_key,
    ratings.browser_time as rated_at,
    ratings.date,
    ratings.is_still_moving,
    ratings.visitor_id,
    ratings.is_anonymous,
    ratings.account_id,
    ratings.app_id,
    ratings.guide_id,
    ratings.poll_id,
    ratings.rating,
    case
        when ratings.rating >= 9 then 'promoter'
        when ratings.rating >= 7 then 'passive'
        else 'detractor'
    end as category,
    reasons.reason
from ratings
left join reasons
    on reasons.row_key = ratings.row_key
    and reasons.place = 1
