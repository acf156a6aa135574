{{ config(pre_hook="{{ pendo_airbyte.empty_model() }}") }}

with reads as (
    {%- for stream in ['events', 'page_events', 'feature_events', 'track_events', 'guide_events', 'poll_events'] %}
    select max(bucket_read_at) as read_at
    from ({{ pendo_airbyte.read_stream(stream, {'bucket_read_at': 'time'}) }}) as {{ stream }}
    union all
    {%- endfor %}
    select max(read_at) as read_at
    from ({{ pendo_airbyte.read_stream('daily_totals', {'read_at': 'time'}) }}) as daily_totals
),

-- Pendo's count holds the days that begin after the start of the read. Of the day before, only a part was read.
counted as (
    select min(day) as first_day
    from ({{ pendo_airbyte.read_stream('daily_totals', {'day': 'time'}) }}) as daily_totals
)

select
    cast({{ dbt.dateadd('hour', 13, 'min(counted.first_day)') }} as date) as first_date,
    max(reads.read_at) as last_read_at,
    cast(max(reads.read_at) as date) as last_read_on,
    cast({{ dbt.dateadd('day', '-' ~ var('lookback_days', 10), 'max(reads.read_at)') }} as date) as moving_from
from reads
cross join counted
