//! Templates in the constructs that well-known models use, written for these tests.

use super::*;

fn render(source: &str, chat: &Chat) -> Result<String, TemplateError> {
    Template::new(Some(source), "<s>", "</s>")?.render(chat)
}

fn short() -> Chat {
    Chat::new().system("Be brief.").user("Say hi.")
}

#[test]
fn a_file_without_a_template_gets_chatml() {
    let text = Template::new(None, "", "").unwrap().render(&short()).unwrap();
    assert_eq!(
        text,
        "<|im_start|>system\nBe brief.<|im_end|>\n<|im_start|>user\nSay hi.<|im_end|>\n<|im_start|>assistant\n"
    );
}

#[test]
fn a_template_like_smollm2s_adds_its_own_system_message_only_where_there_is_none() {
    let source = "{% for message in messages %}{% if loop.first and messages[0]['role'] != 'system' %}\
                  {{ '<|im_start|>system\nDefault.<|im_end|>\n' }}{% endif %}\
                  {{'<|im_start|>' + message['role'] + '\n' + message['content'] + '<|im_end|>' + '\n'}}{% endfor %}\
                  {% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}";
    let alone = render(source, &Chat::new().user("Hi")).unwrap();
    assert!(
        alone.starts_with(
            "<|im_start|>system\nDefault.<|im_end|>\n<|im_start|>user\nHi<|im_end|>\n"
        )
    );
    let both = render(source, &short()).unwrap();
    assert!(both.starts_with("<|im_start|>system\nBe brief.<|im_end|>\n"));
    assert!(both.ends_with("<|im_end|>\n<|im_start|>assistant\n"));
}

#[test]
fn a_template_like_llama_3s_slices_the_messages_and_asks_for_the_date() {
    let source = r#"{{- bos_token }}
{%- if not date_string is defined %}
    {%- if strftime_now is defined %}
        {%- set date_string = strftime_now("%d %b %Y") %}
    {%- else %}
        {%- set date_string = "26 Jul 2024" %}
    {%- endif %}
{%- endif %}
{%- if messages[0]['role'] == 'system' %}
    {%- set system_message = messages[0]['content']|trim %}
    {%- set messages = messages[1:] %}
{%- else %}
    {%- set system_message = "" %}
{%- endif %}
{{- "<|start_header_id|>system<|end_header_id|>\n\n" }}
{%- if tools is not none and tools is defined %}{{- "Environment: ipython\n" }}{%- endif %}
{{- "Today: " + date_string + "\n\n" }}
{{- system_message }}
{{- "<|eot_id|>" }}
{%- for message in messages %}
    {{- '<|start_header_id|>' + message['role'] + '<|end_header_id|>\n\n'+ message['content'] | trim + '<|eot_id|>' }}
{%- endfor %}
{%- if add_generation_prompt %}
    {{- '<|start_header_id|>assistant<|end_header_id|>\n\n' }}
{%- endif %}
"#;
    let text = render(source, &short()).unwrap();
    assert!(text.starts_with("<s><|start_header_id|>system<|end_header_id|>\n\nToday: "), "{text}");
    let eos = "Be brief.<|eot_id|><|start_header_id|>user<|end_header_id|>\n\nSay hi.<|eot_id|>\
               <|start_header_id|>assistant<|end_header_id|>\n\n";
    assert!(text.ends_with(eos), "{text}");
}

#[test]
fn a_template_like_qwen_3s_is_told_not_to_think() {
    let source = r#"{%- if messages[0].role == 'system' %}
    {{- '<|im_start|>system\n' + messages[0].content + '<|im_end|>\n' }}
{%- endif %}
{%- set ns = namespace(multi_step_tool=true, last_query_index=messages|length - 1) %}
{%- for message in messages[::-1] %}
    {%- set index = (messages|length - 1) - loop.index0 %}
    {%- if ns.multi_step_tool and message.role == "user" and message.content is string and not(message.content.startswith('<tool_response>') and message.content.endswith('</tool_response>')) %}
        {%- set ns.multi_step_tool = false %}
        {%- set ns.last_query_index = index %}
    {%- endif %}
{%- endfor %}
{%- for message in messages %}
    {%- if (message.role == "user") or (message.role == "system" and not loop.first) %}
        {{- '<|im_start|>' + message.role + '\n' + message.content + '<|im_end|>' + '\n' }}
    {%- elif message.role == "assistant" %}
        {%- set content = message.content %}
        {%- if '</think>' in content %}
            {%- set content = content.split('</think>')[-1].lstrip('\n') %}
        {%- endif %}
        {{- '<|im_start|>' + message.role + '\n' + content + '<|im_end|>\n' }}
    {%- endif %}
{%- endfor %}
{%- if add_generation_prompt %}
    {{- '<|im_start|>assistant\n' }}
    {%- if enable_thinking is defined and enable_thinking is false %}
        {{- '<think>\n\n</think>\n\n' }}
    {%- endif %}
{%- endif %}"#;
    let chat = Chat::new().user("One").assistant("<think>\nhm\n</think>\n\nTwo").user("Three");
    assert_eq!(
        render(source, &chat).unwrap(),
        "<|im_start|>user\nOne<|im_end|>\n<|im_start|>assistant\nTwo<|im_end|>\n\
         <|im_start|>user\nThree<|im_end|>\n<|im_start|>assistant\n<think>\n\n</think>\n\n"
    );
}

#[test]
fn a_template_like_gemmas_folds_the_system_message_and_wants_turns_to_alternate() {
    let source = r#"{{ bos_token }}
{%- if messages[0]['role'] == 'system' -%}
    {%- set first_user_prefix = messages[0]['content'] + '

' -%}
    {%- set loop_messages = messages[1:] -%}
{%- else -%}
    {%- set first_user_prefix = "" -%}
    {%- set loop_messages = messages -%}
{%- endif -%}
{%- for message in loop_messages -%}
    {%- if (message['role'] == 'user') != (loop.index0 % 2 == 0) -%}
        {{ raise_exception("Conversation roles must alternate") }}
    {%- endif -%}
    {%- set role = "model" if message['role'] == 'assistant' else message['role'] -%}
    {{ '<start_of_turn>' + role + '
' + (first_user_prefix if loop.first else "") }}
    {%- if message['content'] is string -%}
        {{ message['content'] | trim }}
    {%- elif message['content'] is iterable -%}
        {%- for item in message['content'] -%}{{ item['text'] | trim }}{%- endfor -%}
    {%- else -%}
        {{ raise_exception("Invalid content type") }}
    {%- endif -%}
    {{ '<end_of_turn>
' }}
{%- endfor -%}
{%- if add_generation_prompt -%}
    {{'<start_of_turn>model
'}}
{%- endif -%}"#;
    let text = render(source, &short()).unwrap();
    let expected =
        "<s><start_of_turn>user\nBe brief.\n\nSay hi.<end_of_turn>\n<start_of_turn>model\n";
    assert_eq!(text, expected);
    let refused = render(source, &Chat::new().user("One").user("Two")).unwrap_err();
    assert!(
        matches!(&refused, TemplateError::Refused(reason) if reason.contains("alternate")),
        "{refused}"
    );
}

#[test]
fn a_template_that_refuses_system_messages_gets_them_with_the_first_question() {
    let source = "{% if messages[0]['role'] == 'system' %}{{ raise_exception('System role not supported') }}\
                  {% endif %}{% for message in messages %}[{{ message['role'] }}]{{ message['content'] }}{% endfor %}";
    assert_eq!(render(source, &short()).unwrap(), "[user]Be brief.\n\nSay hi.");
}

#[test]
fn a_template_like_phis_writes_a_mark_around_every_turn() {
    let source = "{% for message in messages %}{% if message['role'] == 'system' and message['content'] %}\
                  {{'<|system|>\n' + message['content'] + '<|end|>\n'}}{% elif message['role'] == 'user' %}\
                  {{'<|user|>\n' + message['content'] + '<|end|>\n'}}{% elif message['role'] == 'assistant' %}\
                  {{'<|assistant|>\n' + message['content'] + '<|end|>\n'}}{% endif %}{% endfor %}\
                  {% if add_generation_prompt %}{{ '<|assistant|>\n' }}{% else %}{{ eos_token }}{% endif %}";
    let text = render(source, &short()).unwrap();
    assert_eq!(text, "<|system|>\nBe brief.<|end|>\n<|user|>\nSay hi.<|end|>\n<|assistant|>\n");
}

#[test]
fn damaged_templates_are_errors() {
    for source in
        ["{% for message in", "{{ messages[ }}", "{% endfor %}", "{{ 1 | nothing_like_it }}"]
    {
        let error = Template::new(Some(source), "", "").err();
        let error = error.or_else(|| render(source, &short()).err()).expect(source);
        assert!(matches!(error, TemplateError::Damaged(_)), "{source}: {error}");
    }
}

#[test]
fn a_template_that_never_ends_is_stopped() {
    let source = "{% for a in range(9999) %}{% for b in range(9999) %}{% for c in range(9999) %}\
                  {% endfor %}{% endfor %}{% endfor %}";
    assert!(matches!(render(source, &short()), Err(TemplateError::Damaged(_))));
}

#[test]
fn text_is_not_escaped_and_not_read_as_a_template() {
    let text =
        render("{{ messages[0].content }}", &Chat::new().user("<b> & {{ bos_token }}")).unwrap();
    assert_eq!(text, "<b> & {{ bos_token }}");
}
