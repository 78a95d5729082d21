"""Writes tests/fixtures/smollm2.json: what two other programs make of the language model the tests use.

Usage: python make_language_fixtures.py MODEL.gguf   (tests/reference/fetch_smollm2.py fetches it)

For each prompt it records the prompt's tokens, and the tokens of the likeliest continuation ("greedy")
- by transformers, which widens the file's weights to f32 and computes in f32: the reference;
- by llama.cpp, which rounds activations to eight bits as our kernels do: for comparison.
`gaps` are the differences between the two highest scores at each step of the reference. Where a gap is small, rounding
alone decides between two words.
"""

import json
import multiprocessing
import sys
from pathlib import Path

NEW_TOKENS = 40
COPYWRITER = "You write short, friendly captions for social media posts. Answer with the caption only."
PROMPTS = [
    (COPYWRITER, "Write an Instagram caption for red running shoes on sale this weekend."),
    (COPYWRITER, "A LinkedIn post about our bakery's 25th anniversary, please."),
    (None, "Give me three hashtags for a summer barbecue party."),
    (COPYWRITER, "Announce the café's new opening hours: 7:30–18:00, even on Sundays! ☕️"),
    (None, "Describe a birthday cake with candles in two sentences.\n\nMake it sound   delicious."),
]
# Texts that a tokenizer may get wrong.
TEXTS = [
    "Hello, world! It's 2026 and we're 100% ready.",
    "  two spaces, a tab\tand\n\nnew lines \n",
    "naïve café, Größe, 日本語, emoji 👩‍🍳🔥",
    "prices: $1,234.50 (50% off!!!) – don't wait…",
    "<|im_start|> written out <|im_end|>",
    "camelCase snake_case http://example.org/?q=1",
    "",
]


def by_llama_cpp(path, ask):
    """Runs in a process of its own: its threads and torch's do not get along in one."""
    import llama_cpp

    # Without its kernels for AMX, which crash on machines where the system does not let programs use AMX.
    module = llama_cpp.llama_cpp
    default = module.llama_model_default_params

    def without_extra_buffers():
        parameters = default()
        parameters.use_extra_bufts = False
        return parameters

    module.llama_model_default_params = without_extra_buffers
    llama = llama_cpp.Llama(str(path), n_ctx=1024, n_threads=2, verbose=False)
    end = llama.token_eos()
    if "prompts" not in ask:
        texts = [llama.tokenize(t.encode(), add_bos=False, special=False) for t in ask["texts"]]
        return llama.metadata["tokenizer.chat_template"], end, texts, llama_cpp.__version__
    answers = []
    for text in ask["prompts"]:
        prompt = llama.tokenize(text.encode(), add_bos=False, special=True)
        llama.reset()
        ids = []
        for token in llama.generate(prompt, temp=0.0, repeat_penalty=1.0):
            ids.append(token)
            if token == end or len(ids) == NEW_TOKENS:
                break
        answers.append((prompt, ids))
    return answers


def greedy(model, prompt, end):
    """The likeliest tokens after a prompt, and by how much each was the likeliest."""
    import torch

    ids, gaps = [], []
    with torch.no_grad():
        step = model(input_ids=torch.tensor([prompt]), use_cache=True)
        while True:
            best = torch.topk(step.logits[0, -1], 2)
            gaps.append(round(float(best.values[0] - best.values[1]), 4))
            ids.append(int(best.indices[0]))
            if ids[-1] == end or len(ids) == NEW_TOKENS:
                return ids, gaps
            step = model(
                input_ids=torch.tensor([ids[-1:]]),
                past_key_values=step.past_key_values,
                use_cache=True,
            )


def main(path):
    import torch
    import transformers

    path = Path(path)
    pool = multiprocessing.get_context("spawn").Pool(1)
    torch.set_num_threads(2)
    template, end, texts, version = pool.apply(by_llama_cpp, (path, {"texts": TEXTS}))
    tokenizer = transformers.AutoTokenizer.from_pretrained(path.parent, gguf_file=path.name)
    model = transformers.AutoModelForCausalLM.from_pretrained(
        path.parent, gguf_file=path.name, dtype=torch.float32
    ).eval()

    chats = []
    for system, user in PROMPTS:
        chat = [{"role": "system", "content": system}] if system else []
        chats.append(chat + [{"role": "user", "content": user}])
    prompts = [
        tokenizer.apply_chat_template(
            chat, chat_template=template, tokenize=False, add_generation_prompt=True
        )
        for chat in chats
    ]
    answers = pool.apply(by_llama_cpp, (path, {"prompts": prompts}))

    cases = []
    for (system, user), text, (prompt, other) in zip(PROMPTS, prompts, answers):
        if prompt != tokenizer(text, add_special_tokens=False)["input_ids"]:
            print(f"transformers cuts this differently: {text!r}", file=sys.stderr)
        ids, gaps = greedy(model, prompt, end)
        cases.append(
            {
                "system": system,
                "user": user,
                "prompt": text,
                "prompt_ids": prompt,
                "ids": ids,
                "text": tokenizer.decode([i for i in ids if i != end]),
                "gaps": gaps,
                "llama_cpp_ids": other,
            }
        )
        same = next((n for n, (a, b) in enumerate(zip(ids, other)) if a != b), len(ids))
        print(f"smallest gap {min(gaps)}, the two agree on {same} of {len(ids)} tokens", file=sys.stderr)
        print(cases[-1]["text"], file=sys.stderr)

    made_with = {
        "transformers": transformers.__version__,
        "torch": torch.__version__.split("+")[0],
        "llama_cpp_python": version,
    }
    texts = [{"text": text, "ids": ids} for text, ids in zip(TEXTS, texts)]
    out = Path(__file__).parent.parent / "fixtures" / "smollm2.json"
    fixture = {"made_with": made_with, "cases": cases, "texts": texts}
    out.write_text(json.dumps(fixture, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
