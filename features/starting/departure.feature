Feature: Leaving for the identity provider

  @START-2
  Rule: An attempt says how it is made, where it ends, and where it goes when something is missing

    Scenario Outline: An attempt that starts on the <page>
      When they leave for the identity provider from the <page>
      Then the attempt was started with the provider's strategy
      And the attempt goes to the protected page when nothing more is needed
      And the attempt comes back to the callback page when more is needed

      Examples:
        | page         |
        | sign-in page |
        | sign-up page |

  @START-3
  Rule: The authorization request is complete and cannot be forged

    Scenario Outline: What the browser takes from the <page> to the identity provider
      When they leave for the identity provider from the <page>
      Then the redirect URI is the one that the identity provider knows
      And the authorization request has:
        | response_type | code            |
        | client_id     | some value      |
        | redirect_uri  | some value      |
        | state         | some value      |
        | scope         | the word openid |

      Examples:
        | page         |
        | sign-in page |
        | sign-up page |

    Scenario: Two attempts have nothing in common
      When they leave for the identity provider from the sign-in page
      And they leave for the identity provider from the sign-in page
      Then nobody could have guessed the states

  @START-4
  Rule: Whether a person signs in or up depends on whether they are known, not on which page they came from

    Scenario: A newcomer takes the sign-in page
      Given a newcomer at the identity provider
      When they sign in with the provider
      Then they have a session
      And they have exactly one account

    Scenario: Somebody known takes the sign-up page
      Given somebody with an account
      When they sign up with the provider
      Then they have a session
      And they have exactly one account
