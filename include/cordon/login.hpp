// cordon::login - the login rules.
//
// Include this, or one of these alone; each says first what its type is, costs and promises. The
// rules have the numbers of docs/login.md.
#ifndef CORDON_LOGIN_HPP
#define CORDON_LOGIN_HPP

#include <cordon/login/challenge.hpp>      // pending_login, answer_challenge
#include <cordon/login/configuration.hpp>  // organisation, profiles: what decisions go by
#include <cordon/login/decide.hpp>         // decide: tables A and B
#include <cordon/login/log_in_as.hpp>      // log_in_as: table C
#include <cordon/login/login_hooks.hpp>    // what login_service asks of the host
#include <cordon/login/login_service.hpp>  // all of it over a store
#include <cordon/login/presets.hpp>        // salesforce, strict
#include <cordon/login/reset.hpp>          // reset_token, change_password
#include <cordon/login/session.hpp>        // check_request, check_resource, may
#include <cordon/login/temporary_code.hpp> // issue_temporary_code
#include <cordon/login/user.hpp>           // a user's permissions

#endif
