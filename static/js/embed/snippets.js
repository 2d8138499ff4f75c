/** What is copied to show an experiment elsewhere: a link, HTML, Markdown. */

import { writeEmbedding } from "../state/embedding.js";
import { fileName } from "../words/file_name.js";

/** Height of a frame before its content has told its own, px. */
const HEIGHT = 720;

/** Lets every frame on a page be as high as what is in it (docs/embedding.md). */
const FOLLOW = `<script>addEventListener("message",({source,data})=>{if(data?.source==="unclone"&&data.type==="resize")for(const f of document.querySelectorAll("iframe"))if(f.contentWindow===source)f.height=data.height})</script>`;

/**
 * @param {object} options
 * @param {string} options.page the page's address without query and fragment
 * @param {string} options.address what stands after "#"; may be empty
 * @param {string} options.title of what is shown
 * @param {import("../state/embedding.js").Embedding} options.embedding
 */
export function writeSnippets({ page, address, title, embedding }) {
  const fragment = address === "" ? "" : `#${address}`;
  const link = `${page}${fragment}`;
  const source = `${page}${writeEmbedding(embedding)}${fragment}`;
  const frame = `<iframe src="${escapeHtml(source)}" title="${escapeHtml(title)}" height="${HEIGHT}" style="width: 100%; border: 0" loading="lazy"></iframe>`;
  return {
    link,
    source,
    html: `${frame}\n${FOLLOW}`,
    // The picture is the stage as 'Save' names it, kept beside the text: no server has to be asked.
    markdown: `[![${escapeMarkdown(title)}](${fileName(title, "png")})](<${link.replaceAll(">", "%3E")}>)`,
  };
}

/** @param {string} text */
function escapeHtml(text) {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll('"', "&quot;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;");
}

/** @param {string} text */
function escapeMarkdown(text) {
  return text.replaceAll(/[\\[\]*_`<>!#]/g, "\\$&");
}
