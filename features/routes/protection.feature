@RT-1
Feature: Who may see which page

  @read-only
  Rule: Signing in, coming back and webhooks are open to everybody

    Scenario Outline: The <page>
      Then the path "<path>" is public

      Examples:
        | page                          | path                 |
        | sign-in page                  | {sign_in}            |
        | second step below the sign-in | {sign_in}/factor-two |
        | callback page                 | {sso_callback}       |
        | webhook route                 | {webhooks}           |

  Rule: A protected page leads to sign-in, and sign-in leads back to it

    @read-only
    Scenario Outline: Somebody who is signed out wants to see the <page>
      When they open the <page>
      Then they are on the sign-in page
      And the <page> was not shown to them
      And they have no session

      Examples:
        | page           |
        | protected page |
        | dashboard      |
        | profile        |

    Scenario Outline: <who> who wanted to see the dashboard
      Given <who>
      When they open the dashboard
      Then they are on the sign-in page
      When they go through the provider from there
      Then they are on the dashboard
      And they have a session

      Examples:
        | who                                 |
        | somebody with an account            |
        | a newcomer at the identity provider |
