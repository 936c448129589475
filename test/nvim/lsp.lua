-- A foreign client: neovim opens the trace, and the language server must do for it what it does for VS Code.
-- Started by run.mjs with, in the environment: CLI (the program), LINE (of the offer's media line), TITLE (of the fix), RULE.
local line = tonumber(vim.env.LINE) - 1
local client_id

local function report(text)
  io.stdout:write(text .. '\n')
end

-- A step that fails ends the run: those after it could only fail too.
local function step(name, action)
  local ok, problem = pcall(action)
  report((ok and 'ok ' or 'not ok ') .. name .. (ok and '' or ': ' .. tostring(problem)))
  if not ok then vim.cmd('cquit 1') end
end

local function problems_of_rule()
  return vim.tbl_filter(function(problem)
    return problem.code == vim.env.RULE and problem.lnum == line
  end, vim.diagnostic.get(0))
end

local function wait_for(condition, otherwise)
  local function ended()
    return not vim.lsp.get_client_by_id(client_id)
  end
  vim.wait(20000, function() return condition() or ended() end, 50)
  assert(not ended(), 'the server has ended')
  assert(condition(), otherwise)
end

local function request(method, params)
  local answers = vim.lsp.buf_request_sync(0, method, params, 10000)
  local answer = assert(answers and answers[client_id], method .. ' was not answered')
  assert(not answer.err and not answer.error, vim.inspect(answer.err or answer.error))
  return answer.result
end

local function document()
  return vim.lsp.util.make_text_document_params()
end

-- The diagnostic in the server's own words: neovim keeps it there, in newer versions and in old ones.
local function as_sent(problem)
  return problem.user_data and problem.user_data.lsp and problem.user_data.lsp.range and problem.user_data.lsp or {
    range = {
      start = { line = problem.lnum, character = problem.col },
      ['end'] = { line = problem.end_lnum, character = problem.end_col },
    },
    message = problem.message,
    code = problem.code,
    severity = problem.severity,
    source = problem.source,
  }
end

step('the server starts', function()
  vim.bo.filetype = 'sip-trace'
  local config = { name = 'sip-trace', cmd = { 'node', vim.env.CLI, 'server', '--stdio' }, root_dir = vim.fn.getcwd() }
  client_id = assert((vim.lsp.start or vim.lsp.start_client)(config), 'no client')
  vim.lsp.buf_attach_client(0, client_id)
end)

step('the problem is shown on the media line', function()
  wait_for(function() return #problems_of_rule() > 0 end, 'no diagnostic of ' .. vim.env.RULE)
end)

step('a hover explains the media line', function()
  local hover = request('textDocument/hover', { textDocument = document(), position = { line = line, character = 20 } })
  local text = table.concat(vim.lsp.util.convert_input_to_markdown_lines(hover.contents), '\n')
  assert(text:find('RTP'), 'the hover does not speak of RTP: ' .. text)
end)

step('the fix is offered and applied', function()
  local problem = as_sent(problems_of_rule()[1])
  local context = { diagnostics = { problem } }
  local actions = request('textDocument/codeAction', { textDocument = document(), range = problem.range, context = context })
  local fix = vim.tbl_filter(function(action) return action.title == vim.env.TITLE end, actions)[1]
  assert(fix, 'not offered: ' .. vim.inspect(vim.tbl_map(function(action) return action.title end, actions)))
  vim.lsp.util.apply_workspace_edit(fix.edit, vim.lsp.get_client_by_id(client_id).offset_encoding)
end)

step('the problem is gone', function()
  wait_for(function() return #problems_of_rule() == 0 end, 'the diagnostic stayed')
end)

step('the fixed trace is saved', function()
  vim.cmd('write')
end)

vim.cmd('qall!')
