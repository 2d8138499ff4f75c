import assert from "node:assert/strict";
import { test } from "node:test";
import { writeSnippets } from "../../../static/js/embed/snippets.js";
import { only } from "../../../static/js/embed/studio.js";

test("nothing of an address or a label breaks out of the code that shows it", () => {
  const title = '"><script>alert(1)</script> [a](b)*';
  const { link, source, html, markdown } = writeSnippets({
    page: "http://a/",
    address: "run=A'%3E;initializer=normal,std:0.1>",
    title,
    embedding: { show: ["look"], allow: ["seed", "runs"] },
  });
  assert.equal(link, "http://a/#run=A'%3E;initializer=normal,std:0.1>");
  assert.equal(
    source,
    "http://a/?embed=1&show=look&allow=seed,runs#run=A'%3E;initializer=normal,std:0.1>",
  );
  const [, told, shown] = /^<iframe src="([^"<>]*)" title="([^"<>]*)" /.exec(html) ?? [];
  assert.equal(told?.replaceAll("&amp;", "&").replaceAll("&gt;", ">"), source);
  assert.ok(shown?.startsWith("&quot;&gt;&lt;script&gt;alert(1)"));
  assert.ok(markdown.startsWith('[!["\\>\\<script\\>'));
  assert.ok(
    markdown.endsWith(
      "](unclone-script-alert-1-script-a-b.png)](<http://a/#run=A'%3E;initializer=normal,std:0.1%3E>)",
    ),
  );
});

test("one network alone keeps what was done to it, and nothing of the others", () => {
  const interventions = [
    { epoch: 1, run: 0, action: "a" },
    { epoch: 2, action: "b" },
    { epoch: 3, run: 2, action: "c" },
  ];
  const runs = [{ label: "A" }, { label: "B" }, { label: "C" }];
  const now = /** @type {any} */ ({ experiment: { runs, interventions }, selection: { run: 1 } });
  const { experiment, selection } = only(now, "2");
  assert.deepEqual(experiment?.runs, [{ label: "C" }]);
  assert.deepEqual(experiment?.interventions, [
    { epoch: 2, action: "b" },
    { epoch: 3, run: 0, action: "c" },
  ]);
  assert.equal(selection.run, 0);
  assert.equal(only(now, ""), now);
});
