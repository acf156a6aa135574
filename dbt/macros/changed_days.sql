{#-
For the incremental models of a day: the connector reads any day again when Pendo has changed it, however old it is. The
day's rows then come with a newer `bucket_read_at`, or no row comes at all. So a day has changed if the model has it from
another read than the stream.
-#}
{% macro changed_days(stream) -%}
    select coalesce(in_stream.date, in_model.date)
    from (
        select date, max(bucket_read_at) as read_at
        from {{ ref('stg_pendo_airbyte__' ~ stream) }}
        group by date
    ) as in_stream
    full outer join (
        select date, max(read_at) as read_at
        from {{ this }}
        group by date
    ) as in_model
        on in_model.date = in_stream.date
    where in_stream.read_at is null
        or in_model.read_at is null
        or in_stream.read_at <> in_model.read_at
{%- endmacro %}

{#- Runs before the model's own query, which then finds no row of these days in the model and adds them anew. -#}
{% macro forget_changed_days(stream) -%}
    {%- if pendo_airbyte.adds_to_model() %}
        delete from {{ this }}
        where date in ({{ pendo_airbyte.changed_days(stream) }})
    {%- endif -%}
{%- endmacro %}

{% macro only_changed_days(stream) -%}
    {%- if pendo_airbyte.adds_to_model() %}
where date in (
    {{ pendo_airbyte.changed_days(stream) }}
)
    {%- endif -%}
{%- endmacro %}

{#- With `--no-introspect` the warehouse is not asked whether the model is there; `--full-refresh` then says that it is not. -#}
{% macro adds_to_model() -%}
    {{ return(is_incremental() if flags.INTROSPECT else not flags.FULL_REFRESH) }}
{%- endmacro %}

{#-
Empties a model before its own query fills it again. PostgreSQL drops the views that stand on a table or a view with it. So
if the models below the staging models were made anew, all staging models that do not take part in the run would be gone.
-#}
{% macro empty_model() -%}
    {%- if pendo_airbyte.adds_to_model() %}
        delete from {{ this }} where true
    {%- endif -%}
{%- endmacro %}
