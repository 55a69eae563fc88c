@CP-11 @needs-provider-faults
Feature: What an ID token has to be (OpenID Connect Core, section 3.1.3.7)

  Rule: An ID token of which anything is wrong is refused, and nobody is asked about its person

    Scenario Outline: The ID token <what>
      Given a newcomer whose ID token <what>
      When they sign in with the provider
      Then they are on the page for when nothing applies
      And the page tells them what happened
      And they have no session
      And they have no account
      And the provider was never asked for user info

      # In the order of the checks, and of the defects that leave them out.
      Examples: Claims
        | what                            |
        # RP Basic: oidcc-client-test-invalid-iss
        | has a wrong issuer              |
        | has a subject of 256 characters |
        # RP Basic: oidcc-client-test-invalid-aud
        | is for another audience         |
        | is for somebody else, too       |
        | has another authorized party    |
        # RP Basic: oidcc-client-test-nonce-invalid
        | has a wrong nonce               |
        | has no nonce                    |
        | has expired                     |
        | has no expiry                   |
        # RP Basic: oidcc-client-test-missing-iat
        | does not say when it was issued |
        | is from the future              |
        | is not valid yet                |
        | belongs to another access token |

      Examples: Signatures and keys
        | what                                       |
        # RP Basic: oidcc-client-test-invalid-sig-rs256
        | has a broken signature                     |
        # RP Basic and RP Config: oidcc-client-test-idtoken-sig-none
        | is not signed                              |
        | is signed with the client secret           |
        | names an unknown key                       |
        | has a critical extension that nobody knows |

      Examples: No token
        | what       |
        | is missing |

    @needs-instance-settings
    Scenario: It was issued long ago
      Given a provider whose clock is 10 minutes behind
      And a newcomer at the identity provider
      When they sign in with the provider
      Then they are on the page for when nothing applies
      And the page tells them what happened
      And they have no session
      And they have no account

  @needs-instance-settings
  Rule: An ID token that is right is taken

    # RP Basic: oidcc-client-test, oidcc-client-test-idtoken-sig-rs256
    Scenario: Signed with RS256
      Given a provider that signs with RS256
      And a newcomer at the identity provider
      When they sign in with the provider
      Then they are on the protected page
      And they have a session
      And they have exactly one account

    # RP Basic: oidcc-client-test-kid-absent-single-jwks
    Scenario: It names no key, and there is only one
      Given a provider that publishes 1 key
      And a newcomer whose ID token names no key
      When they sign in with the provider
      Then they have a session

    # RP Basic: oidcc-client-test-kid-absent-multiple-jwks allows to try them all and to refuse; what is left is that
    # people get on.
    Scenario: It names no key, and there are several
      Given a provider that publishes 3 keys
      And a newcomer at the identity provider
      And their next ID token names no key
      When they sign in with the provider
      And they sign in with the provider unless they are in already
      Then they have a session
      And they have exactly one account

    Scenario: It names one of several keys
      Given a provider that publishes 3 keys
      And a newcomer at the identity provider
      When they sign in with the provider
      Then they have a session

  @needs-instance-settings
  Rule: A key that is new is looked for

    # RP Config: oidcc-client-test-signing-key-rotation
    Scenario: It was rotated between two logins
      Given a provider that nobody else uses
      And a newcomer at the identity provider
      And they have signed in with the provider
      When they sign out
      And the provider changes its key
      And they sign in with the provider
      Then they have a session
      And the provider was twice asked for its keys

    # RP Config: oidcc-client-test-signing-key-rotation-just-before-signing
    Scenario: It was rotated just before signing
      Given a provider that nobody else uses
      And a newcomer at the identity provider
      And they have signed in with the provider
      When they sign out
      And their next ID token is signed by a key that is new this moment
      And they sign in with the provider
      Then they have a session
      And the provider was twice asked for its keys

  Rule: Nothing of it may be missing or made up, either

    Scenario Outline: An ID token that <what>
      Given a newcomer whose ID token <what>
      When they sign in with the provider
      Then they are on the page for when nothing applies
      And the page tells them what happened
      And they have no session
      And they have no account

      Examples:
        | what                                    |
        | has no issuer                           |
        # RP Basic: oidcc-client-test-missing-sub
        | has no subject                          |
        | has no audience                         |
        | is signed by an unpublished key         |
        | is signed with the public key as secret |
        | is no token at all                      |

    Scenario: Nobody gets into an account by one
      Given somebody with an account whose ID token has a broken signature
      When they sign in with the provider
      Then they have no session
      And their account is connected with nothing
