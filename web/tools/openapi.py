#!/usr/bin/python3
"""Turns api/openapi.yaml into what the browser application needs.

    openapi.py json TARGET    the contract as JSON
    openapi.py types          rewrites src/app/api.gen.ts
    openapi.py check          fails when src/app/api.gen.ts is not what `types` would write

The TypeScript has one interface per schema, one entry per operation ("GET /api/tracks/{id}") with its path and query
parameters, body and answer, and the limits of every request schema, so that forms refuse early what the box refuses.
"""
import json
import os
import re
import sys

import yaml

WEB = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
SOURCE = os.path.join(WEB, "api/openapi.yaml")
TARGET = os.path.join(WEB, "src/app/api.gen.ts")
WIDTH = 118
PLAIN = {"string": "string", "integer": "number", "number": "number", "boolean": "boolean", "null": "null"}


def name_of(reference):
    return reference.rsplit("/", 1)[1]


def quoted(key):
    return key if re.fullmatch(r"[A-Za-z_]\w*", key) else json.dumps(key)


def typed(schema):
    """The TypeScript type of a schema."""
    if "$ref" in schema:
        return name_of(schema["$ref"])
    if "enum" in schema:
        return " | ".join(json.dumps(value) for value in schema["enum"])
    for word, joint in (("anyOf", " | "), ("oneOf", " | "), ("allOf", " & ")):
        if word in schema:
            return joint.join(typed(part) for part in schema[word])
    kind = schema.get("type")
    if isinstance(kind, list):
        return " | ".join(typed({**schema, "type": one}) for one in kind)
    if kind == "array":
        inner = typed(schema["items"])
        return f"{inner}[]" if re.fullmatch(r"[\w.]+", inner) else f"({inner})[]"
    if kind == "object":
        return object_type(schema)
    if kind == "string" and schema.get("format") == "binary":
        return "Blob"
    return PLAIN[kind] if kind else "unknown"


def object_type(schema):
    properties = schema.get("properties")
    if properties is None:
        extra = schema.get("additionalProperties")
        return f"Record<string, {typed(extra)}>" if isinstance(extra, dict) else "Record<string, unknown>"
    required = set(schema.get("required", []))
    parts = [f"{quoted(key)}{'' if key in required else '?'}: {typed(value)}" for key, value in properties.items()]
    return "{ " + "; ".join(parts) + " }" if parts else "{}"


def wrapped(text, indent):
    """Breaks a long type after its semicolons."""
    lines, rest = [], text
    while len(rest) > WIDTH:
        cut = rest.rfind("; ", 0, WIDTH)
        cut = rest.rfind(" | ", 0, WIDTH) if cut < 20 else cut + 1
        if cut < 20:
            break
        lines.append(rest[:cut].rstrip())
        rest = indent + rest[cut:].lstrip()
    return "\n".join([*lines, rest])


def resolve(document, thing):
    while "$ref" in thing:
        target = document
        for part in thing["$ref"].removeprefix("#/").split("/"):
            target = target[part]
        thing = target
    return thing


def body_type(document, operation):
    body = operation.get("requestBody")
    if body is None:
        return "null"
    content = resolve(document, body)["content"]
    if "application/json" in content:
        return typed(content["application/json"]["schema"])
    return "Blob"


def answer_type(document, operation):
    """The type of the first good answer; None for an operation that does not answer with JSON."""
    for code, response in operation["responses"].items():
        if not code.startswith("2"):
            continue
        content = resolve(document, response).get("content")
        if content is None:
            return "null"
        return typed(content["application/json"]["schema"]) if "application/json" in content else None
    return None


def operations(document):
    for path, item in document["paths"].items():
        shared = item.get("parameters", [])
        for method in ("get", "post", "put", "patch", "delete"):
            operation = item.get(method)
            if operation is None:
                continue
            answer = answer_type(document, operation)
            if answer is None:
                continue
            parameters = [resolve(document, p) for p in [*shared, *operation.get("parameters", [])]]
            places = {place: object_type({
                "properties": {p["name"]: p["schema"] for p in parameters if p["in"] == place},
                "required": [p["name"] for p in parameters if p["in"] == place and p.get("required")],
            }) for place in ("path", "query")}
            yield (f'    "{method.upper()} {path}": {{ path: {places["path"]}; query: {places["query"]}; '
                   f'body: {body_type(document, operation)}; answer: {answer} }};')


def limits_of(document, schema, required):
    """The limits of one field, in the words of forms.tsx."""
    schema = resolve(document, schema)
    found = {}
    if required:
        found["required"] = True
    for ours, theirs in (("minLength", "minLength"), ("maxLength", "maxLength"), ("min", "minimum"),
                         ("max", "maximum"), ("maxItems", "maxItems"), ("minItems", "minItems")):
        if theirs in schema:
            found[ours] = schema[theirs]
    return found


def rules(document):
    """Limits of the schemas that requests send."""
    wanted = set()
    for item in document["paths"].values():
        for operation in item.values():
            if isinstance(operation, dict) and "requestBody" in operation:
                content = resolve(document, operation["requestBody"])["content"].get("application/json")
                if content and "$ref" in content["schema"]:
                    wanted.add(name_of(content["schema"]["$ref"]))
    for name in sorted(wanted):
        schema = document["components"]["schemas"][name]
        needed = set(schema.get("required", []))
        fields = [f"{quoted(key)}: {json.dumps(limits_of(document, value, key in needed))}"
                  for key, value in schema.get("properties", {}).items()]
        text = ", ".join(fields).replace('"required"', "required")
        for word in ("minLength", "maxLength", "minItems", "maxItems", "min", "max"):
            text = text.replace(f'"{word}"', word)
        yield wrapped_list(f"    {name}: {{ {text} }},")


def wrapped_list(text):
    lines, rest = [], text
    while len(rest) > WIDTH:
        cut = rest.rfind("}, ", 0, WIDTH)
        if cut < 20:
            break
        lines.append(rest[:cut + 2])
        rest = "        " + rest[cut + 3:]
    return "\n".join([*lines, rest])


def types(document):
    lines = ["// Written by tools/openapi.py from api/openapi.yaml; `web/build --types` writes it anew. Not edited by hand.",
             ""]
    for name, schema in document["components"]["schemas"].items():
        if "description" in schema:
            lines.append(f"/// {schema['description']}")
        lines.append(wrapped(f"export type {name} = {typed(schema)};", "    "))
    lines += ["", "export interface Operations {"]
    lines += [wrapped(line, "        ") for line in operations(document)]
    lines += ["}", "", "export const rules = {", *rules(document), "} as const;", ""]
    return "\n".join(lines)


def load():
    with open(SOURCE, encoding="utf-8") as file:
        return yaml.load(file, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))


def current():
    if not os.path.exists(TARGET):
        return ""
    with open(TARGET, encoding="utf-8") as file:
        return file.read()


def main(arguments):
    document = load()
    match arguments:
        case ["json", target]:
            os.makedirs(os.path.dirname(target), exist_ok=True)
            with open(target, "w", encoding="utf-8") as file:
                json.dump(document, file, ensure_ascii=False, separators=(",", ":"), default=str)
        case ["types"]:
            if current() != types(document):
                with open(TARGET, "w", encoding="utf-8") as file:
                    file.write(types(document))
            os.utime(TARGET)
        case ["check"]:
            if current() != types(document):
                sys.exit("src/app/api.gen.ts is older than api/openapi.yaml. Run: web/build --types")
        case _:
            sys.exit(__doc__)


if __name__ == "__main__":
    main(sys.argv[1:])
